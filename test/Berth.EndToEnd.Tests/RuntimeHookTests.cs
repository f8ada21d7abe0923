using System.Text.Json.Nodes;
using Berth.EndToEnd.Tests.Harness;

namespace Berth.EndToEnd.Tests;

/// <summary>Hooks along a container's life, runtime.md "Lifecycle".</summary>
public sealed class RuntimeHookTests(Sandbox sandbox) : BundleTest(sandbox)
{
    private static readonly string[] InOrder = ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"];

    /// <summary>Each hook adds a line to a log; the one named <paramref name="failing"/> also fails.</summary>
    private static TestBundle Hooked(string? failing = null, string script = "echo program >>/log; sleep 0.2", int? timeout = null)
    {
        TestBundle bundle = TestBundle.Create(script);
        string body = """
            read -r state
            echo "$1 $(pwd) $(readlink /proc/self/ns/mnt) $state" >>"$LOG"
            [ "$1" != "$FAILS" ] || { echo told; echo 'a reason' >&2; exit 3; }
            [ "$1" != "$HANGS" ] || exec sleep 60
            """;
        string outside = Path.Combine(bundle.Folder, "hook.sh");
        foreach (string path in (string[])[outside, Path.Combine(bundle.Rootfs, "hook.sh")])
        {
            File.WriteAllText(path, "#!/bin/sh\n" + body);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return bundle.Change(config =>
        {
            var hooks = new JsonObject();
            foreach (string name in InOrder)
            {
                bool inside = name == "startContainer";
                var hook = new JsonObject
                {
                    ["path"] = inside ? "/hook.sh" : outside,
                    ["args"] = new JsonArray("hook", name),
                    ["env"] = new JsonArray("PATH=/bin:/usr/bin", $"LOG={(inside ? "" : bundle.Rootfs)}/log", $"{(timeout is null ? "FAILS" : "HANGS")}={failing}"),
                };
                if (timeout is { } seconds)
                {
                    hook["timeout"] = seconds;
                }

                hooks[name] = new JsonArray(hook);
            }

            config["hooks"] = hooks;
            config["annotations"] = new JsonObject { ["org.example"] = "kept" };
        });
    }

    private static string[][] Log(TestBundle bundle) => [.. File.ReadAllLines(Path.Combine(bundle.Rootfs, "log")).Select(line => line.Split(' ', 4))];

    private static string[] Names(TestBundle bundle) => [.. Log(bundle).Select(line => line[0])];

    [Fact]
    public void All_hooks_run_in_the_order_of_the_specification()
    {
        TestBundle bundle = Hooked();
        RunBundle(bundle).Succeeds();
        string[] names = Names(bundle);
        Assert.Equal(["prestart", "createRuntime", "createContainer", "startContainer"], names[..4]);
        Assert.Equal(["poststart", "program"], names[4..6].Order());
        Assert.Equal("poststop", names[6]);
    }

    [Fact]
    public void Each_gets_the_state_of_its_moment_and_runs_in_the_namespaces_of_its_kind()
    {
        TestBundle bundle = Hooked();
        string id = NewId();
        Script($"$R create --bundle {bundle.Folder} --pid-file {bundle.Folder}/pid {id} </dev/null >/dev/null 2>&1 && $R start {id} && sleep 0.5 && $R delete {id}").Succeeds();
        var byName = Log(bundle).Where(line => line.Length == 4).ToDictionary(line => line[0]);
        string host = File.ReadAllText(Path.Combine(bundle.Folder, "pid"));
        foreach ((string name, string status, string pid) in ((string, string, string)[])[("prestart", "creating", host), ("createRuntime", "creating", host),
            ("createContainer", "creating", "1"), ("startContainer", "created", "1"), ("poststart", "running", host), ("poststop", "stopped", "0")])
        {
            JsonNode state = JsonNode.Parse(byName[name][3])!;
            Assert.Equal((name, id, status, pid, bundle.Folder, "kept"),
                (name, (string)state["id"]!, (string)state["status"]!, state["pid"]!.ToString(), (string)state["bundle"]!, (string)state["annotations"]!["org.example"]!));
        }

        string own = new FileInfo("/proc/self/ns/mnt").LinkTarget!;
        Assert.Equal(own, byName["createRuntime"][2]);
        Assert.NotEqual(own, byName["createContainer"][2]);
        Assert.Equal(byName["createContainer"][2], byName["startContainer"][2]);
    }

    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    [InlineData("startContainer")]
    [InlineData("poststart")]
    public void One_that_fails_stops_the_container_and_is_named_with_what_it_said(string name)
    {
        TestBundle bundle = Hooked(failing: name, script: "sleep 60");
        CommandResult result = RunBundle(bundle);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"{name} hook #0", result.Error);
        Assert.Contains("exit status 3: told; a reason", result.Error);
        Assert.Equal("poststop", Names(bundle)[^1]);
        Assert.Empty(Directory.GetDirectories(StateRoot));
    }

    [Fact]
    public void A_failing_poststop_is_a_warning()
    {
        CommandResult result = RunBundle(Hooked(failing: "poststop"));
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("warning: poststop hook #0", result.Error);
    }

    [Fact]
    public void One_that_outlasts_its_timeout_is_killed()
    {
        CommandResult result = RunBundle(Hooked(failing: "createRuntime", timeout: 1));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("did not end within 1 s and was killed", result.Error);
    }

    [Fact]
    public void One_that_does_not_exist_is_an_error()
    {
        CommandResult result = RunBundle(Hooked().Change(config => config["hooks"]!["prestart"]![0]!["path"] = "/no/such/hook"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("prestart hook #0 (/no/such/hook): ENOENT", result.Error);
    }
}
