using Berth.EndToEnd.Tests.Harness;

namespace Berth.EndToEnd.Tests;

/// <summary><c>berth runtime exec</c>.</summary>
public sealed class RuntimeExecTests(Sandbox sandbox) : BundleTest(sandbox)
{
    [Fact]
    public void A_process_runs_beside_the_first_one_and_its_exit_code_comes_back()
    {
        (string id, _) = Started();
        CommandResult result = Runtime("exec", id, "sh", "-c", "echo beside $(cat /proc/1/comm); exit 7").Exits(7);
        Assert.Equal("beside sleep", result.Text);
    }

    [Fact]
    public void User_environment_directory_and_groups_are_those_that_were_given()
    {
        (string id, _) = Started();
        Runtime("exec", "--user", "1000:1000", "-g", "2000", "-e", "GIVEN=yes", "--env", "TERM=dumb", "--cwd", "/tmp", id,
            "sh", "-c", "id -u; id -g; id -G; pwd; echo $GIVEN $TERM $HOME").Prints("1000\n1000\n1000 2000\n/tmp\nyes dumb /home/alice");
    }

    [Fact]
    public void A_capability_is_added_and_new_privileges_are_given_up_on_request()
    {
        (string id, _) = Started();
        Assert.Equal(0UL, Field(id, "CapEff") & 1UL << 12);
        Assert.NotEqual(0UL, Field(id, "CapEff", "--cap", "CAP_NET_ADMIN") & 1UL << 12);
        Assert.Equal(1UL, Field(id, "NoNewPrivs", "--no-new-privs"));
    }

    [Fact]
    public void Failures_of_the_runtime_end_with_255_and_runc_s_words()
    {
        (string id, _) = Started();
        Assert.Contains("exec: \"nonesuch\": executable file not found in $PATH", Runtime("exec", id, "nonesuch").Exits(255).Error, StringComparison.Ordinal);
        Assert.Contains("exec: \"/etc/passwd\": permission denied", Runtime("exec", id, "/etc/passwd").Exits(255).Error, StringComparison.Ordinal);
        Assert.Contains("process args cannot be empty", Runtime("exec", id).Exits(255).Error, StringComparison.Ordinal);
        Assert.Contains("container does not exist", Runtime("exec", "nonesuch", "true").Exits(255).Error, StringComparison.Ordinal);
        Assert.Contains("--user", Runtime("exec", "--user", "alice", id, "true").Exits(255).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_file_describes_the_process_and_a_pid_file_tells_of_it()
    {
        (string id, _) = Started();
        string folder = Sandbox.NewDirectory();
        File.WriteAllText($"{folder}/process.json", """{"args":["sh","-c","echo $A >/tmp/written; sleep 100"],"env":["A=from-file","PATH=/bin"],"cwd":"/","unknown":{}}""");
        Script($"exec $R exec --detach --process {folder}/process.json --pid-file {folder}/pid {id} </dev/null >/dev/null 2>&1").Succeeds();
        int pid = int.Parse(File.ReadAllText($"{folder}/pid"));
        Assert.Contains("/proc", File.ReadAllText($"/proc/{pid}/mountinfo"), StringComparison.Ordinal);
        Assert.Contains($"{pid}", Runtime("ps", "-f", "json", id).Succeeds().Output, StringComparison.Ordinal);
        Eventually(() => Runtime("exec", id, "cat", "/tmp/written").Output == "from-file\n", "the process of the file runs");
    }

    [Fact]
    public void What_the_bundle_says_later_changes_nothing()
    {
        TestBundle bundle = Sleeping();
        (string id, _) = CreateBundle(bundle);
        bundle.Change(config => config["process"]!["env"] = TestBundle.Texts("PATH=/nowhere")).Runs("nonesuch");
        Runtime("start", id).Succeeds();
        Runtime("exec", id, "sh", "-c", "echo $PATH").Prints("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        File.Delete(bundle.ConfigFile);
        Runtime("exec", id, "cat", "/proc/1/comm").Prints("sleep");
    }

    [Fact]
    public void Into_a_paused_container_only_with_ignore_paused()
    {
        (string id, _) = Started();
        Runtime("pause", id).Succeeds();
        Assert.Contains("cannot exec in a paused container (use --ignore-paused to override)", Runtime("exec", id, "true").Exits(255).Error, StringComparison.Ordinal);
        using RunningCommand waiting = StartBerth("runtime", "--root", StateRoot, "exec", "--ignore-paused", id, "echo", "went on");
        Thread.Sleep(200);
        Runtime("resume", id).Succeeds();
        Assert.Equal("went on", waiting.Finish(TimeSpan.FromSeconds(10)).Succeeds().Text);
    }

    [Fact]
    public void Not_into_a_stopped_one_but_into_one_that_waits_for_its_start()
    {
        (string id, _) = CreateBundle(Sleeping());
        Runtime("exec", id, "echo", "early").Prints("early");
        Runtime("kill", id, "KILL").Succeeds();
        Eventually(() => Runtime("state", id).Output.Contains("stopped", StringComparison.Ordinal), "the container has stopped");
        Assert.Contains("cannot exec in a stopped container", Runtime("exec", id, "true").Exits(255).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Signals_are_passed_on()
    {
        (string id, _) = Started();
        using RunningCommand running = StartBerth("runtime", "--root", StateRoot, "exec", id, "sh", "-c", "trap 'exit 9' TERM; touch /tmp/ready; while :; do sleep 0.05; done");
        Eventually(() => Runtime("exec", id, "test", "-e", "/tmp/ready").ExitCode == 0, "the process has set its trap");
        Command.Run("/bin/kill", "-TERM", $"{running.Id}").Succeeds();
        running.Finish(TimeSpan.FromSeconds(10)).Exits(9);
    }

    [Fact]
    public void A_terminal_is_one_of_the_container_s_own()
    {
        (string id, _) = Started();
        using Terminal terminal = OnTerminal("runtime", "--root", StateRoot, "exec", "-t", id, "sh", "-c", "tty; exit 4");
        terminal.Await("/dev/pts/");
        Assert.Equal(4, terminal.Finish());
        Assert.Contains("console socket", Runtime("exec", "-t", "-d", id, "true").Exits(255).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Descriptors_are_preserved_on_request_and_those_of_socket_activation_always()
    {
        (string id, _) = Started();
        string file = Path.Combine(Sandbox.NewDirectory(), "three");
        File.WriteAllText(file, "third");
        Script($"exec $R exec --preserve-fds 1 {id} sh -c 'cat <&3' 3<{file}").Prints("third");
        Script($"export LISTEN_FDS=1; exec $R exec {id} sh -c 'cat <&3; echo \" $LISTEN_FDS $LISTEN_PID\"' 3<{file}").Prints("third 1 1");
        Assert.Contains("preserved-fd", Script($"exec $R exec --preserve-fds 40 {id} true").Exits(255).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Processes_are_in_the_container_s_cgroup_and_end_with_it()
    {
        (string id, _) = Started();
        Script($"exec $R exec --detach {id} sleep 1000 </dev/null >/dev/null 2>&1").Succeeds();
        Assert.Equal(2, Runtime("ps", "-f", "json", id).Succeeds().Text.Split(',').Length);
        Runtime("delete", "--force", id).Succeeds();
    }

    private ulong Field(string id, string name, params string[] options) => Convert.ToUInt64(
        Runtime(["exec", .. options, id, "grep", name + ":", "/proc/self/status"]).Succeeds().Text.Split('\t')[1], 16);

    private static TestBundle Sleeping() => TestBundle.Create().Runs("sleep", "1000");

    private (string Id, int Pid) Started()
    {
        (string id, int pid) = CreateBundle(Sleeping());
        Runtime("start", id).Succeeds();
        Eventually(() => File.ReadAllText($"/proc/{pid}/comm") == "sleep\n", "the program runs");
        return (id, pid);
    }
}
