using System.Diagnostics;
using Berth.Cli.CommandLine;

namespace Berth.Cli.Tests.CommandLine;

public sealed class HelpTests
{
    public static TheoryData<string> SameAsDocker =>
    [
        "attach", "container inspect", "container prune", "exec", "kill", "logs", "pause", "port", "rename", "restart", "stop", "tag", "unpause", "wait",
    ];

    public static TheoryData<string> Every =>
        [.. VerbRegistry.Common, .. VerbRegistry.Others, .. VerbRegistry.Nouns.SelectMany(noun => VerbRegistry.VerbsOf(noun).Select(verb => $"{noun} {verb}"))];

    [Theory]
    [MemberData(nameof(SameAsDocker))]
    public void Help_reads_as_docker_s_does(string path)
    {
        DockerClient.SkipUnlessPresent();
        var start = new ProcessStartInfo("docker", [.. path.Split(' '), "--help"]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        using Process docker = Process.Start(start)!;
        docker.StandardInput.Close();
        string expected = docker.StandardOutput.ReadToEnd().Replace("docker ", "berth ");
        docker.WaitForExit();
        // The address of docker's documentation is not ours.
        expected = string.Concat(expected.Split("                        Refer to https://docs.docker.com/go/formatting/\n"));
        expected = expected.Replace("                        for more information about formatting output with\n                        templates\n", "");
        Assert.Equal(expected, Help.OfVerb(path, VerbRegistry.Find(path)!));
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void Every_listed_verb_exists_and_describes_itself(string path)
    {
        Verb? verb = VerbRegistry.Find(path);
        Assert.NotNull(verb);
        Assert.Contains(path, verb.Usage.Aliases);
        Assert.All(verb.Usage.Aliases, alias => Assert.IsType(verb.GetType(), VerbRegistry.Find(alias)));
        Assert.EndsWith("\n", Help.OfVerb(path, verb));
        Option[] options = verb.Options;
        Assert.Equal(options.Length, options.Select(option => option.Name).Distinct().Count());
        char[] letters = [.. options.Select(option => option.Shorthand).Where(letter => letter != '\0')];
        Assert.Equal(letters.Length, letters.Distinct().Count());
    }

    [Fact]
    public void Program_help_lists_every_verb()
    {
        string help = Help.OfProgram();
        Assert.All(VerbRegistry.TopLevel.Where(name => name != "help"), name => Assert.Contains($"\n  {name} ", help));
    }
}
