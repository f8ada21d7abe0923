using Berth.EndToEnd.Tests.Harness;

namespace Berth.EndToEnd.Tests;

/// <summary>The program around the verbs: versions, help, completion, other names, configuration.</summary>
public sealed class CommandLineTests(Sandbox sandbox) : EndToEndTest(sandbox)
{
    [Fact]
    public void The_version_is_printed_in_each_of_dockers_ways()
    {
        Assert.Matches("[0-9]+\\.[0-9]+\\.[0-9]+", Berth("--version").Succeeds().Text);
        Assert.Equal(Berth("--version").Text, Berth("-v").Succeeds().Text);
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+", Berth("version", "--format", "{{.Server.Version}}").Succeeds().Text);
        Assert.Contains("Client", Berth("version").Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_names_the_usage_and_every_option()
    {
        CommandResult help = Berth("run", "--help").Succeeds();
        Assert.Contains("Usage:", help.Output, StringComparison.Ordinal);
        foreach (string option in (string[])["--rm", "--interactive", "--tty", "--detach", "--volume", "--memory", "--cap-add", "--security-opt", "--explain"])
            Assert.Contains(option, help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistyped_verb_gets_the_nearest_one()
    {
        CommandResult result = Berth("--debug=false", "imagse");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("images", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public void Completion_scripts_are_printed(string shell) => Assert.Contains("__complete", Berth("completion", shell).Succeeds().Output, StringComparison.Ordinal);

    [Fact]
    public void Called_docker_it_is_docker()
    {
        string link = Path.Combine(Sandbox.NewDirectory(), "docker");
        File.CreateSymbolicLink(link, Sandbox.Binary);
        Command command = new(link, "run", "--help");
        CommandResult help = command.Run().Succeeds();
        Assert.Contains("docker run", help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_engine_describes_itself()
    {
        CommandResult info = Berth("info").Succeeds();
        foreach (string word in (string[])["Server Version", "Kernel Version", "Cgroup", "Containers"])
            Assert.Contains(word, info.Output, StringComparison.Ordinal);
        Assert.Matches("^[0-9]+$", Berth("info", "--format", "{{.NCPU}}").Succeeds().Text);
    }

    [Fact]
    public void A_container_without_a_name_gets_one_of_two_words()
    {
        Background([], "sleep", "100");
        Assert.Matches("^[a-z]+_[a-z]+$", Berth("ps", "--format", "{{.Names}}").Succeeds().Text);
    }

    [Fact]
    public void Detach_keys_come_from_dockers_configuration_file()
    {
        string home = Sandbox.NewDirectory();
        Directory.CreateDirectory(Path.Combine(home, ".docker"));
        File.WriteAllText(Path.Combine(home, ".docker", "config.json"), """{"detachKeys":"ctrl-e,e","psFormat":"{{.Names}} is here"}""");
        using Terminal terminal = OnTerminal([new("HOME", home)], "run", "-it", "--name", "configured", Sandbox.Busybox, "sh");
        RemoveAtEnd("configured");
        terminal.Await("# ");
        terminal.Type("\x05" + "e");
        Assert.Equal(0, terminal.Finish());
        Command ps = Sandbox.Command("ps");
        ps.Environment["HOME"] = home;
        ps.Run().Prints("configured is here");
    }

    [Fact]
    public void Proxies_of_the_configuration_file_reach_the_container()
    {
        string home = Sandbox.NewDirectory();
        Directory.CreateDirectory(Path.Combine(home, ".docker"));
        File.WriteAllText(Path.Combine(home, ".docker", "config.json"), """{"proxies":{"default":{"httpProxy":"http://proxy.example:3128"}}}""");
        Assert.SkipUnless(Machine.HasVerb("run"), "the binary lacks the verb 'run'");
        Command command = Sandbox.Command("run", "--rm", Sandbox.Busybox, "sh", "-c", "echo $http_proxy $HTTP_PROXY");
        command.Environment["HOME"] = home;
        command.Run().Prints("http://proxy.example:3128 http://proxy.example:3128");
    }

    [Fact]
    public void Output_is_json_when_asked()
    {
        Background(["--name", "as-json"], "sleep", "100");
        string line = Berth("ps", "--format", "json").Succeeds().Text;
        using System.Text.Json.JsonDocument parsed = System.Text.Json.JsonDocument.Parse(line);
        Assert.Equal("as-json", parsed.RootElement.GetProperty("Names").GetString());
        Assert.Equal("running", parsed.RootElement.GetProperty("State").GetString());
    }

    [Fact]
    public void The_same_information_comes_from_api_shaped_json()
    {
        string id = Background(["--name", "shaped", "--memory", "32m", "-e", "A=1"], "sleep", "100");
        using System.Text.Json.JsonDocument parsed = System.Text.Json.JsonDocument.Parse(Berth("inspect", "shaped").Succeeds().Output);
        System.Text.Json.JsonElement container = parsed.RootElement[0];
        Assert.Equal(id, container.GetProperty("Id").GetString());
        Assert.Equal(33554432, container.GetProperty("HostConfig").GetProperty("Memory").GetInt64());
        Assert.Contains(container.GetProperty("Config").GetProperty("Env").EnumerateArray(), one => one.GetString() == "A=1");
        Assert.True(container.GetProperty("State").GetProperty("Pid").GetInt32() > 1);
    }
}
