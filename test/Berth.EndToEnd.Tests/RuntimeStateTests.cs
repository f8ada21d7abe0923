using System.Text.Json.Nodes;
using Berth.EndToEnd.Tests.Harness;

namespace Berth.EndToEnd.Tests;

/// <summary><c>berth runtime</c>'s state, list, ps, pause, resume, kill and delete.</summary>
public sealed class RuntimeStateTests(Sandbox sandbox) : BundleTest(sandbox)
{
    [Fact]
    public void State_has_runc_s_fields()
    {
        TestBundle bundle = Sleeping();
        bundle.Change(config => config["annotations"] = new JsonObject { ["org.example.note"] = "kept" });
        (string id, int pid) = CreateBundle(bundle);
        JsonObject state = StateOf(id);
        Assert.Equal(["ociVersion", "id", "pid", "status", "bundle", "rootfs", "created", "annotations", "owner"], state.Select(field => field.Key));
        Assert.Equal((id, pid, "created", bundle.Folder, bundle.Rootfs, "root", "kept"), ((string)state["id"]!, (int)state["pid"]!, (string)state["status"]!,
            (string)state["bundle"]!, (string)state["rootfs"]!, (string)state["owner"]!, (string)state["annotations"]!["org.example.note"]!));
        Assert.InRange(DateTime.Parse((string)state["created"]!).ToUniversalTime(), DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow);
        Assert.Contains("container does not exist", Runtime("state", "nonesuch").Exits(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_life_from_created_to_deleted_goes_through_the_specification_s_states()
    {
        (string id, int pid) = CreateBundle(Sleeping());
        Assert.Equal("created", StatusOf(id));
        Runtime("start", id).Succeeds();
        Assert.Contains("cannot start an already running container", Runtime("start", id).Exits(1).Error, StringComparison.Ordinal);
        Runtime("pause", id).Succeeds();
        Assert.Equal("paused", StatusOf(id));
        Assert.Contains("container not running", Runtime("pause", id).Exits(1).Error, StringComparison.Ordinal);
        Runtime("resume", id).Succeeds();
        Assert.Equal("running", StatusOf(id));
        Assert.Contains("container not paused", Runtime("resume", id).Exits(1).Error, StringComparison.Ordinal);
        Assert.Contains($"cannot delete container {id} that is not stopped: running", Runtime("delete", id).Exits(1).Error, StringComparison.Ordinal);
        Runtime("kill", id, "0").Succeeds();
        Runtime("kill", id, "9").Succeeds();
        Eventually(() => StatusOf(id) == "stopped", "the container has stopped");
        Assert.Equal(0, (int)StateOf(id)["pid"]!);
        Assert.Contains("container not running", Runtime("kill", id, "SIGTERM").Exits(1).Error, StringComparison.Ordinal);
        Assert.Contains("cannot start a container that has stopped", Runtime("start", id).Exits(1).Error, StringComparison.Ordinal);
        Runtime("delete", id).Succeeds();
        Assert.Contains("container does not exist", Runtime("delete", id).Exits(1).Error, StringComparison.Ordinal);
        Runtime("delete", "--force", id).Succeeds();
        Assert.False(Directory.Exists($"/proc/{pid}/task"));
    }

    [Fact]
    public void Signals_go_by_name_and_number_to_one_process_or_to_all()
    {
        (string id, _) = Started("trap 'echo one >>/tmp/got' USR1; trap 'echo two >>/tmp/got' USR2; touch /tmp/ready; while :; do sleep 0.05; done");
        Eventually(() => Runtime("exec", id, "test", "-e", "/tmp/ready").ExitCode == 0, "the program has set its traps");
        foreach ((string signal, int lines) in (IEnumerable<(string, int)>)[("USR1", 1), ("SIGUSR2", 2), ("sigusr1", 3), ("10", 4)])
        {
            Runtime("kill", id, signal).Succeeds();
            Eventually(() => Runtime("exec", id, "cat", "/tmp/got").Lines.Length == lines, $"{signal} arrived");
        }

        Assert.Contains("unknown signal \"NONESUCH\"", Runtime("kill", id, "NONESUCH").Exits(1).Error, StringComparison.Ordinal);
        Script($"exec $R exec --detach {id} sleep 1000 </dev/null >/dev/null 2>&1").Succeeds();
        Runtime("kill", "--all", id, "KILL").Succeeds();
        Eventually(() => Runtime("ps", "-f", "json", id).Output == "[]\n", "all processes are gone");
    }

    [Fact]
    public void A_paused_container_can_be_killed_and_deleted_at_once()
    {
        (string killed, _) = Started("sleep 1000");
        (string deleted, _) = Started("sleep 1000");
        Runtime("pause", killed).Succeeds();
        Runtime("pause", deleted).Succeeds();
        Runtime("kill", killed, "KILL").Succeeds();
        Eventually(() => StatusOf(killed) == "stopped", "the paused container is killed");
        Assert.InRange(Runtime("delete", "--force", deleted).Succeeds().Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void List_shows_containers_as_a_table_as_ids_and_as_json()
    {
        TestBundle bundle = Sleeping();
        (string id, int pid) = CreateBundle(bundle);
        string[] lines = Runtime("list").Succeeds().Lines;
        Assert.Equal(["ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"], Words(lines[0]));
        Assert.Equal([id, $"{pid}", "created", bundle.Folder], Words(lines.Single(line => line.StartsWith(id, StringComparison.Ordinal)))[..4]);
        Assert.Contains(id, Runtime("list", "-q").Succeeds().Lines);
        JsonNode listed = JsonNode.Parse(Runtime("list", "--format", "json").Succeeds().Output)!.AsArray().Single(c => (string)c!["id"]! == id)!;
        Assert.Equal("created", (string)listed["status"]!);
        Runtime("list", "--format", "yaml").Exits(1);
        Berth("runtime", "--root", Path.Combine(Sandbox.NewDirectory(), "none"), "list", "-q").Prints("");
    }

    [Fact]
    public void Ps_shows_the_host_s_view_of_the_processes()
    {
        (string id, int pid) = Started("sleep 1000; true");
        Eventually(() => Runtime("ps", id).Output.Contains("sleep 1000", StringComparison.Ordinal), "the shell has a child");
        string[] lines = Runtime("ps", id, "-o", "pid,ppid,args").Succeeds().Lines;
        Assert.Equal(["PID", "PPID", "COMMAND"], Words(lines[0]));
        Assert.Equal(3, lines.Length);
        Assert.Contains(lines, line => Words(line)[0] == $"{pid}");
        Assert.Contains("PID", Runtime("ps", id, "-o", "args").Exits(1).Error, StringComparison.Ordinal);
        Assert.Contains($"{pid}", Runtime("ps", "--format", "json", id).Succeeds().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_of_another_version_is_read()
    {
        (string id, int pid) = CreateBundle(Sleeping());
        string file = Path.Combine(StateRoot, id, "state.json");
        JsonObject record = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        record.Remove("rootfs");
        record.Remove("ociVersion");
        record["fromTheFuture"] = new JsonObject { ["deep"] = new JsonArray(1, 2) };
        File.WriteAllText(file, record.ToJsonString());
        Assert.Equal(("created", pid), (StatusOf(id), (int)StateOf(id)["pid"]!));
        Runtime("start", id).Succeeds();
        Runtime("exec", id, "echo", "still").Prints("still");
        File.WriteAllText(file, "{\"pid\":");
        Assert.Contains("state", Runtime("state", id).Exits(1).Error, StringComparison.Ordinal);
        File.WriteAllText(file, record.ToJsonString());
    }

    [Fact]
    public void A_program_that_does_not_exist_is_refused_at_create_and_leaves_nothing()
    {
        string id = NewId();
        foreach ((string program, string words) in (IEnumerable<(string, string)>)[("nonesuch", "executable file not found in $PATH"), ("/bin/nonesuch", "no such file"), ("/etc/plain", "permission denied")])
        {
            TestBundle bundle = TestBundle.Create().Runs(program);
            CommandResult result = Runtime("create", "--bundle", bundle.Folder, id).Exits(1);
            Assert.Contains(words, result.Error, StringComparison.Ordinal);
            Assert.Contains("container does not exist", Runtime("state", id).Exits(1).Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_home_directory_is_the_user_s_unless_the_configuration_says_another()
    {
        TestBundle bundle = TestBundle.Create("echo $HOME");
        RunBundle(bundle).Prints("/root");
        bundle.Change(config => config["process"]!["user"] = new JsonObject { ["uid"] = 1000, ["gid"] = 1000 });
        RunBundle(bundle).Prints("/home/alice");
        bundle.Change(config => config["process"]!["env"]!.AsArray().Add("HOME=/elsewhere"));
        RunBundle(bundle).Prints("/elsewhere");
    }

    [Fact]
    public void The_link_s_name_the_version_and_the_log_are_what_callers_of_runc_expect()
    {
        string folder = Sandbox.NewDirectory(), link = $"{folder}/berth-runtime";
        File.CreateSymbolicLink(link, Sandbox.Binary);
        string[] version = Command.Run(link, "--version").Succeeds().Lines;
        Assert.Matches("^berth-runtime version [0-9]", version[0]);
        Assert.Contains(version, line => line.StartsWith("spec: 1.", StringComparison.Ordinal));
        Command.Run(link, "--root", StateRoot, "--log", $"{folder}/log", "--log-format", "json", "--systemd-cgroup=false", "--rootless", "auto", "--debug", "state", "nonesuch").Exits(1);
        JsonNode line = JsonNode.Parse(File.ReadAllText($"{folder}/log"))!;
        Assert.Equal(("error", "container does not exist: nonesuch"), ((string)line["level"]!, (string)line["msg"]!));
        Command.Run(link, "nonesuch").Exits(3);
        Command.Run(link, "state", "--nonesuch", "x").Exits(1);
        JsonNode features = JsonNode.Parse(Command.Run(link, "features").Succeeds().Output)!;
        Assert.Equal("1.3.0", (string)features["ociVersionMax"]!);
    }

    [Fact]
    public void An_ordinary_user_s_state_is_not_in_a_directory_that_others_could_have_made()
    {
        CommandResult result = Command.Shell($"exec setpriv --reuid 1000 --regid 1000 --clear-groups env -u XDG_RUNTIME_DIR {Sandbox.Binary} runtime list").Exits(1);
        Assert.Contains("XDG_RUNTIME_DIR", result.Error, StringComparison.Ordinal);
    }

    private JsonObject StateOf(string id) => JsonNode.Parse(Runtime("state", id).Succeeds().Output)!.AsObject();

    private string StatusOf(string id) => (string)StateOf(id)["status"]!;

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static TestBundle Sleeping() => TestBundle.Create().Runs("sleep", "1000");

    private (string Id, int Pid) Started(string script)
    {
        (string id, int pid) = CreateBundle(TestBundle.Create(script));
        Runtime("start", id).Succeeds();
        return (id, pid);
    }
}
