using Berth.EndToEnd.Tests.Harness;

namespace Berth.EndToEnd.Tests;

/// <summary>A container from create to rm, by every verb on the way.</summary>
public sealed class LifecycleTests(Sandbox sandbox) : EndToEndTest(sandbox)
{
    [Fact]
    public void A_background_container_prints_its_id_and_keeps_its_log()
    {
        string id = Background([], "sh", "-c", "echo out; echo err >&2");
        Assert.Matches("^[0-9a-f]{64}$", id);
        Berth("wait", id).Prints("0");
        CommandResult log = Berth("logs", id).Succeeds();
        Assert.Equal("out\n", log.Output);
        Assert.Equal("err\n", log.Error);
    }

    [Fact]
    public void A_log_is_followed_to_the_container_s_end()
    {
        string id = Background([], "sh", "-c", "for i in 1 2 3 4; do echo $i; sleep 0.1; done");
        Berth("logs", "-f", id).Prints("1\n2\n3\n4");
        Berth("logs", "--tail", "2", id).Prints("3\n4");
    }

    [Fact]
    public void A_created_container_is_started_stopped_and_started_again()
    {
        string id = Berth("create", "--name", "again", Sandbox.Busybox, "sh", "-c", "echo run; echo x >> /count; wc -l < /count").Succeeds().Text;
        RemoveAtEnd(id);
        Assert.Contains("Created", Berth("ps", "-a").Succeeds().Output, StringComparison.Ordinal);
        Berth("start", "again").Prints("again");
        Berth("wait", "again").Prints("0");
        Berth("start", "-a", "again").Prints("run\n2");
        Berth("logs", "again").Prints("run\n1\nrun\n2");
    }

    [Fact]
    public void Exec_runs_beside_the_container_s_command()
    {
        string id = Background([], "sleep", "100");
        Berth("exec", id, "sh", "-c", "ps | grep -c 'sleep 100' | grep -v '^0$' >/dev/null; echo $HOSTNAME").Prints(id[..12]);
        Berth("exec", "-u", "alice", "-w", "/tmp", "-e", "A=b", id, "sh", "-c", "echo $(id -un) $(pwd) $A").Prints("alice /tmp b");
        Berth("exec", id, "sh", "-c", "exit 5").Exits(5);
        Berth("exec", id, "nothing-like-that").Exits(127);
        BerthWithInput("through\n", "exec", "-i", id, "cat").Prints("through");
        Berth("exec", id, "grep", "-E", "^(CapEff|Seccomp):", "/proc/self/status").Prints("CapEff:\t00000000a80425fb\nSeccomp:\t2");
    }

    [Fact]
    public void A_detached_exec_goes_on_by_itself()
    {
        string id = Background([], "sleep", "100");
        Berth("exec", "-d", id, "sh", "-c", "sleep 0.2; echo done > /tmp/done").Succeeds();
        Eventually(() => Berth("exec", id, "cat", "/tmp/done").Output == "done\n", "the detached command finishes");
    }

    [Fact]
    public void Exec_in_a_stopped_container_is_refused()
    {
        string id = Background([], "true");
        Berth("wait", id).Succeeds();
        CommandResult refused = Berth("exec", id, "true").Exits(1);
        Assert.Contains("is not running", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Stopping_asks_first_and_kills_after_the_time_limit()
    {
        string polite = Background([], "sh", "-c", "trap 'exit 3' TERM; while :; do sleep 0.05; done");
        Berth("stop", polite).Succeeds();
        Berth("wait", polite).Prints("3");
        string stubborn = Background(["--stop-timeout", "1"], "sh", "-c", "trap '' TERM; while :; do sleep 0.05; done");
        Assert.True(Berth("stop", stubborn).Succeeds().Elapsed > TimeSpan.FromSeconds(0.9));
        Berth("wait", stubborn).Prints("137");
    }

    [Fact]
    public void The_stop_signal_is_the_container_s()
    {
        string id = Background(["--stop-signal", "USR1"], "sh", "-c", "trap 'exit 4' USR1; while :; do sleep 0.05; done");
        Berth("stop", id).Succeeds();
        Berth("wait", id).Prints("4");
    }

    [Fact]
    public void A_signal_is_sent_by_name_or_number()
    {
        string id = Background([], "sh", "-c", "trap 'echo hup' HUP; trap 'exit 8' USR2; while :; do sleep 0.05; done");
        Berth("kill", "-s", "HUP", id).Prints(id);
        Eventually(() => Berth("logs", id).Output == "hup\n", "the handler ran");
        Berth("kill", "--signal", "12", id).Succeeds();
        Berth("wait", id).Prints("8");
    }

    [Fact]
    public void Inspect_tells_the_state_in_the_api_s_words()
    {
        string id = Background(["--name", "looked-at", "--label", "a=b", "-e", "X=y"], "sh", "-c", "exit 6");
        Berth("wait", id).Succeeds();
        Berth("inspect", "--format", "{{.Name}} {{.State.Status}} {{.State.ExitCode}} {{.State.Running}} {{index .Config.Labels \"a\"}} {{.Path}} {{len .Args}}", "looked-at")
            .Prints("/looked-at exited 6 false b sh 2");
        Assert.StartsWith("[\n    {\n        \"Id\": \"" + id, Berth("inspect", id).Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_list_is_filtered_formatted_and_quiet()
    {
        string one = Background(["--name", "first", "--label", "kind=x"], "sleep", "100");
        string two = Background(["--name", "second"], "true");
        Berth("wait", two).Succeeds();
        Berth("ps", "--format", "{{.Names}}|{{.Image}}|{{.Command}}").Prints($"first|{Sandbox.Busybox}|\"sleep 100\"");
        Berth("ps", "-a", "--filter", "status=exited", "--format", "{{.Names}} {{.Status}}").Succeeds();
        Berth("ps", "-aq", "--no-trunc", "--filter", "label=kind=x").Prints(one);
        Berth("ps", "-aq").Prints($"{two[..12]}\n{one[..12]}");
        string header = Berth("ps").Succeeds().Lines[0];
        foreach (string column in (string[])["CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES"])
            Assert.Contains(column, header, StringComparison.Ordinal);
    }

    [Fact]
    public void A_running_container_is_removed_only_by_force()
    {
        string id = Background([], "sleep", "100");
        CommandResult refused = Berth("rm", id).Exits(1);
        Assert.Contains("running", refused.Error, StringComparison.Ordinal);
        Berth("rm", "-f", id).Prints(id);
        Assert.Empty(Berth("ps", "-aq").Succeeds().Output);
    }

    [Fact]
    public void A_container_removes_itself_in_the_background_too()
    {
        string id = Berth("run", "-d", "--rm", Sandbox.Busybox, "sleep", "0.2").Succeeds().Text;
        Eventually(() => !Berth("ps", "-aq", "--no-trunc").Output.Contains(id, StringComparison.Ordinal), "the container is gone");
    }

    [Fact]
    public void An_image_in_use_is_not_removed()
    {
        Background([], "true");
        Berth("rmi", Sandbox.Busybox).Exits(1);
        Berth("image", "inspect", Sandbox.Busybox).Succeeds();
    }

    [Fact]
    public void Verbs_have_their_long_form_and_aliases()
    {
        string id = Berth("container", "create", Sandbox.Busybox, "true").Succeeds().Text;
        RemoveAtEnd(id);
        Assert.Contains(id[..12], Berth("container", "ls", "--all").Succeeds().Output, StringComparison.Ordinal);
        Assert.Contains(Sandbox.Busybox, Berth("image", "ls").Succeeds().Output, StringComparison.Ordinal);
        Berth("container", "remove", id).Prints(id);
    }
}
