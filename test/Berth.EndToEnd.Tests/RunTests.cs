using Berth.EndToEnd.Tests.Harness;

namespace Berth.EndToEnd.Tests;

/// <summary>What `run` passes into a container, and what it passes back.</summary>
public sealed class RunTests(Sandbox sandbox) : EndToEndTest(sandbox)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(42)]
    [InlineData(255)]
    public void The_exit_code_is_the_command_s(int code) => InContainer($"exit {code}").Exits(code);

    [Fact]
    public void A_command_killed_by_a_signal_ends_with_128_and_its_number() => InContainer("kill -KILL $$; sleep 5", "--init").Exits(137);

    [Fact]
    public void Output_and_errors_stay_apart()
    {
        CommandResult result = InContainer("echo out; echo err >&2").Succeeds();
        Assert.Equal("out\n", result.Output);
        Assert.Equal("err\n", result.Error);
    }

    [Fact]
    public void Ten_megabytes_of_output_arrive_whole()
    {
        CommandResult result = InContainer("yes 0123456789abcde | head -n 655360").Succeeds();
        Assert.Equal(10 * 1024 * 1024, result.Output.Length);
    }

    [Fact]
    public void Standard_input_is_passed_on_with_i() =>
        BerthWithInput("one\ntwo\n", "run", "--rm", "-i", Sandbox.Busybox, "wc", "-l").Prints("2");

    [Fact]
    public void Megabytes_of_input_pass_through_and_end() =>
        Assert.Equal(3_000_000, BerthWithInput(new string('x', 3_000_000), "run", "--rm", "-i", Sandbox.Busybox, "cat").Succeeds().Output.Length);

    [Fact]
    public void Standard_input_is_empty_without_i() =>
        BerthWithInput("one\n", "run", "--rm", Sandbox.Busybox, "wc", "-l").Prints("0");

    [Fact]
    public void The_image_s_command_runs_when_none_is_given() =>
        BerthWithInput("echo from the shell\n", "run", "--rm", "-i", Sandbox.Busybox).Prints("from the shell");

    [Fact]
    public void Options_after_the_image_belong_to_the_command() =>
        Berth("run", "--rm", Sandbox.Busybox, "echo", "-e", "x", "--rm", "--", "y").Prints("x --rm -- y");

    [Fact]
    public void The_environment_is_dockers_default_and_nothing_of_the_callers()
    {
        string[] environment = InContainer("env | sort", "--hostname", "box").Succeeds().Lines;
        Assert.Contains("HOSTNAME=box", environment);
        Assert.Contains("HOME=/root", environment);
        Assert.Contains("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", environment);
        Assert.DoesNotContain(environment, line => line.StartsWith("BERTH_", StringComparison.Ordinal));
    }

    [Fact]
    public void Variables_come_from_options_files_and_the_caller()
    {
        string file = Path.Combine(Sandbox.NewDirectory(), "env");
        File.WriteAllText(file, "# a comment\nFROM_FILE=with space\n");
        InContainer("echo $A-$FROM_FILE-$NO_COLOR", "-e", "A=1", "--env", "A=2", "--env-file", file, "-e", "NO_COLOR").Prints("2-with space-1");
    }

    [Fact]
    public void The_user_is_found_by_name_with_its_groups() => InContainer("id", "-u", "alice").Prints("uid=1000(alice) gid=1000(alice) groups=1000(alice),2000(extra)");

    [Theory]
    [InlineData("1000:2000", "1000:2000")]
    [InlineData("4321", "4321:0")]
    [InlineData("nobody:extra", "65534:2000")]
    public void A_user_is_given_by_numbers_or_names(string user, string expected) => InContainer("echo $(id -u):$(id -g)", "--user", user).Prints(expected);

    [Fact]
    public void A_missing_working_directory_is_made() => InContainer("pwd", "-w", "/made/for/this").Prints("/made/for/this");

    [Fact]
    public void The_entry_point_is_replaced() => Berth("run", "--rm", "--entrypoint", "echo", Sandbox.Busybox, "a", "b").Prints("a b");

    [Fact]
    public void The_host_name_is_the_short_id_unless_given()
    {
        Assert.Matches("^[0-9a-f]{12}$", InContainer("hostname").Succeeds().Text);
        InContainer("hostname; grep -c box /etc/hosts", "--hostname", "box").Prints("box\n1");
    }

    [Fact]
    public void A_read_only_root_takes_no_writes_but_a_tmpfs_does() =>
        InContainer("touch /x 2>/dev/null && echo bad; touch /scratch/x && stat -f -c %T /scratch", "--read-only", "--tmpfs", "/scratch:size=1m").Prints("tmpfs");

    [Fact]
    public void Limits_of_the_process_are_set() => InContainer("ulimit -n; ulimit -c", "--ulimit", "nofile=100:200", "--ulimit", "core=0").Prints("100\n0");

    [Fact]
    public void An_init_process_reaps_and_passes_signals_on()
    {
        string id = Background(["--init"], "sh", "-c", "(sleep 0.1 &) ; exec sleep 100");
        Eventually(() => !Berth("exec", id, "ps").Output.Contains("[sleep]", StringComparison.Ordinal), "the orphan is reaped");
        Berth("stop", "-t", "5", id).Succeeds();
        Berth("wait", id).Prints("143");
    }

    [Fact]
    public void Output_without_a_reader_ends_the_command_and_not_the_container()
    {
        Command.Shell($"BERTH_ROOT={Sandbox.DataRoot} BERTH_RUN={Sandbox.RunRoot} {Sandbox.Binary} run --rm --name endless {Sandbox.Busybox} yes | head -n 1 >/dev/null").Succeeds();
        Berth("ps", "--format", "{{.Names}}").Prints("endless");
        Berth("rm", "-f", "endless").Succeeds();
    }

    [Fact]
    public void The_id_is_written_to_a_file()
    {
        string file = Path.Combine(Sandbox.NewDirectory(), "cid");
        InContainer("true", "--cidfile", file).Succeeds();
        Assert.Matches("^[0-9a-f]{64}$", File.ReadAllText(file));
        CommandResult again = InContainer("true", "--cidfile", file).Exits(125);
        Assert.Contains(file, again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_containers_run_at_once()
    {
        RunningCommand[] all = Enumerable.Range(0, 10).Select(i => StartBerth("run", "--rm", Sandbox.Busybox, "sh", "-c", $"sleep 0.2; echo {i}")).ToArray();
        string[] printed = all.Select(one => one.Finish(TimeSpan.FromSeconds(30)).Succeeds().Text).ToArray();
        Assert.Equal(Enumerable.Range(0, 10).Select(i => i.ToString()), printed);
    }

    [Fact]
    public void Signals_to_the_command_line_reach_the_container()
    {
        string ready = Sandbox.NewDirectory();
        using RunningCommand run = StartBerth("run", "--rm", "-v", $"{ready}:/ready", Sandbox.Busybox, "sh", "-c", "trap 'exit 9' TERM; touch /ready/x; while :; do sleep 0.05; done");
        Eventually(() => File.Exists(Path.Combine(ready, "x")), "the container runs");
        Command.Run("/bin/kill", "-TERM", run.Id.ToString()).Succeeds();
        run.Finish(TimeSpan.FromSeconds(10)).Exits(9);
    }

    [Fact]
    public void The_plan_is_explained_and_nothing_is_run()
    {
        CommandResult plan = Berth("run", "--rm", "--explain", Sandbox.Busybox, "true").Succeeds();
        foreach (string word in (string[])["clone3", "pivot_root", "execve", "seccomp", "/proc"])
            Assert.Contains(word, plan.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Debugging_shows_how_long_each_phase_took()
    {
        CommandResult result = Berth("--debug", "run", "--rm", Sandbox.Busybox, "true");
        Assert.Contains("µs", result.Succeeds().Error, StringComparison.Ordinal);
    }
}
