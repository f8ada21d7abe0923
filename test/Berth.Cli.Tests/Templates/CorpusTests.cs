using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Berth.Cli.Containers;
using Berth.Cli.Images;
using Berth.Cli.Information;
using Berth.Cli.Output;
using Berth.Cli.Templates;
using Berth.Engine.Contracts;
using Berth.Oci;

namespace Berth.Cli.Tests.Templates;

/// <summary>
/// Some two hundred templates, each executed by this program and by the real docker client over the same data. The client's
/// answers are kept in golden.jsonl, so that a machine without it still compares; BERTH_UPDATE_GOLDEN=1 writes them anew.
/// </summary>
public sealed partial class CorpusTests
{
    private static readonly string s_directory = Path.Combine(AppContext.BaseDirectory, "Templates", "Corpus");

    private sealed record Case(string Verb, string Format);

    private sealed record Answer(string Output, string Error, int Code);

    [Fact]
    public void Every_template_prints_what_docker_printed()
    {
        var failures = new List<string>();
        int count = 0;
        foreach (string line in File.ReadLines(Path.Combine(s_directory, "golden.jsonl")))
        {
            using JsonDocument entry = JsonDocument.Parse(line);
            JsonElement e = entry.RootElement;
            var test = new Case(e.GetProperty("verb").GetString()!, e.GetProperty("format").GetString()!);
            var expected = new Answer(e.GetProperty("out").GetString()!, e.GetProperty("err").GetString()!, e.GetProperty("code").GetInt32());
            Compare(test, expected, Ours(test), failures);
            count++;
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {count} differ:\n{string.Join("\n\n", failures)}");
        Assert.True(count >= 100);
    }

    [Fact]
    public void Every_template_prints_what_the_installed_docker_client_prints()
    {
        DockerClient.SkipUnlessPresent();
        using var engine = new FakeEngine(name => File.ReadAllBytes(Path.Combine(s_directory, name)));
        var failures = new List<string>();
        var golden = new StringBuilder();
        foreach (Case test in Corpus())
        {
            Answer docker = Docker(Arguments(test), engine.Address, engine.Folder);
            Compare(test, docker, Ours(test), failures);
            golden.Append(JsonSerializer.Serialize(new { verb = test.Verb, format = test.Format, @out = Settled(docker.Output), err = docker.Error, code = docker.Code })).Append('\n');
        }

        if (Environment.GetEnvironmentVariable("BERTH_UPDATE_GOLDEN") is { Length: > 0 } target)
        {
            File.WriteAllText(target, golden.ToString());
        }

        Assert.True(failures.Count == 0, $"{failures.Count} differ:\n{string.Join("\n\n", failures)}");
    }

    private static IEnumerable<Case> Corpus() => File.ReadLines(Path.Combine(s_directory, "corpus.txt"))
        .Select(line => new Case(line[..line.IndexOf('|')], line[(line.IndexOf('|') + 1)..]));

    private static void Compare(Case test, Answer expected, Answer actual, List<string> failures)
    {
        expected = expected with { Output = Settled(expected.Output) };
        actual = actual with { Output = Settled(actual.Output) };
        if (expected != actual)
        {
            failures.Add($"{test.Verb} --format '{test.Format}'\n  docker: {Shown(expected)}\n  berth:  {Shown(actual)}");
        }
    }

    private static string Shown(Answer answer) => $"{answer.Code} {answer.Error}\n{answer.Output}";

    // Ages grow, and pointers print as addresses.
    private static string Settled(string text) => Addresses().Replace(Ages().Replace(text, "N years ago"), "0xc000");

    [GeneratedRegex(@"\d+ years ago")]
    private static partial Regex Ages();

    [GeneratedRegex("0xc[0-9a-f]{6,}")]
    private static partial Regex Addresses();

    private static List<string> Arguments(Case test)
    {
        string[] words = test.Verb.Split(' ');
        List<string> arguments = words[0] switch
        {
            "ps" => ["ps", "-a"],
            "images" => ["images"],
            "container" => ["inspect", "web"],
            "image" => ["image", "inspect", "debian"],
            _ => [words[0]],
        };
        arguments.AddRange(words.Skip(1));
        return test.Format.Length == 0 ? arguments : [.. arguments, "--format", test.Format];
    }

    private static Answer Docker(List<string> arguments, string host, string config)
    {
        var start = new ProcessStartInfo("docker", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOCKER_CONFIG"] = config;
        start.Environment["TZ"] = "UTC";
        start.Environment["DOCKER_HOST"] = host;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Answer(output, error.Result.TrimEnd('\n'), process.ExitCode);
    }

    private static Answer Ours(Case test)
    {
        try
        {
            string[] words = test.Verb.Split(' ');
            return words[0] switch
            {
                "ps" => new Answer(Ps(test.Format, words), words.Contains("-q") && test.Format.Length > 0 ? ContainerList.QuietAndFormat : "", 0),
                "images" => new Answer(Images(test.Format, words), "", 0),
                "container" => Inspect("container.InspectResponse", "container.json", test.Format),
                "image" => Inspect("image.InspectResponse", "image.json", test.Format),
                "version" => Version(test.Format),
                _ => new Answer(InfoReport.Render(Read("info.json"), test.Format), "", 0),
            };
        }
        catch (EngineException failure)
        {
            return new Answer("", failure.Message, 1);
        }
        catch (TemplateException failure)
        {
            return new Answer(test.Verb == "info" && failure.Message.Contains("executing") ? "\n" : "", (failure.Message.Contains("executing") ? "" : "template parsing error: ") + failure.Message, failure.Message.Contains("executing") ? 1 : 64);
        }
    }

    private static string Ps(string format, string[] flags)
    {
        ContainerSummary[] containers = JsonSerializer.Deserialize(Read("containers.json"), ContractsJson.Default.ContainerSummaryArray)!;
        return ContainerList.Render(containers, format, flags.Contains("-q"), !flags.Contains("--no-trunc"), flags.Contains("-s"));
    }

    private static string Images(string format, string[] flags)
    {
        ImageSummary[] images = JsonSerializer.Deserialize(Read("images.json"), ContractsJson.Default.ImageSummaryArray)!;
        return ImageList.Render(images, format, flags.Contains("-q"), !flags.Contains("--no-trunc"), flags.Contains("--digests"));
    }

    private static Answer Inspect(string type, string file, string format)
    {
        InspectFormat inspect = InspectFormat.Parse(format);
        try
        {
            inspect.Add(type, Read(file));
            return new Answer(inspect.Render(), "", 0);
        }
        catch (TemplateException failure)
        {
            return new Answer(inspect.Render(), "template parsing error: " + failure.Message, 1);
        }
    }

    private static Answer Version(string format)
    {
        VersionReport.Parse(format);
        byte[] both = [.. "{\"Client\":{},\"Server\":"u8, .. Read("version.json"), (byte)'}'];
        try
        {
            return new Answer(VersionReport.Render(both, format), "", 0);
        }
        catch (TemplateException failure)
        {
            return new Answer("\n", failure.Message, 1);
        }
    }

    private static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(s_directory, name));
}
