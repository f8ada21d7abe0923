using Berth.EndToEnd.Tests.Harness;

namespace Berth.EndToEnd.Tests;

/// <summary>kill -9 of the command line and of the supervisor: the next command understands what it finds, and nothing runs unwatched.</summary>
public sealed class CrashTests(Sandbox sandbox) : EndToEndTest(sandbox)
{
    [Fact]
    public void A_container_outlives_the_command_line_that_started_it()
    {
        string ready = Sandbox.NewDirectory();
        RunningCommand run = StartBerth("run", "--name", "orphan", "-v", $"{ready}:/ready", Sandbox.Busybox, "sh", "-c", "touch /ready/x; sleep 100");
        RemoveAtEnd("orphan");
        Eventually(() => File.Exists(Path.Combine(ready, "x")), "the container runs");
        Command.Run("/bin/kill", "-9", run.Id.ToString()).Succeeds();
        run.Finish(TimeSpan.FromSeconds(10)).Exits(137);
        Berth("ps", "--format", "{{.Names}}").Prints("orphan");
        Berth("exec", "orphan", "echo", "alive").Prints("alive");
    }

    [Fact]
    public void A_killed_supervisor_takes_its_container_along_and_the_next_command_says_so()
    {
        string id = Background(["--name", "widow"], "sleep", "12345");
        Command.Run("/bin/kill", "-9", Supervisor(id).ToString()).Succeeds();
        Eventually(() => Sleepers("12345") == 0, "the container's process is gone");
        string status = Berth("ps", "-a", "--filter", "name=widow", "--format", "{{.Status}}").Succeeds().Text;
        Assert.DoesNotContain("Up", status, StringComparison.Ordinal);
        Berth("rm", "widow").Succeeds();
    }

    [Fact]
    public void A_container_whose_supervisor_was_killed_starts_again()
    {
        string id = Background(["--name", "revived"], "sleep", "12346");
        Command.Run("/bin/kill", "-9", Supervisor(id).ToString()).Succeeds();
        Eventually(() => Sleepers("12346") == 0, "the container's process is gone");
        Berth("start", "revived").Succeeds();
        Berth("exec", "revived", "echo", "again").Prints("again");
    }

    [Fact]
    public void A_container_that_removes_itself_is_removed_by_the_next_command_after_a_crash()
    {
        string id = Berth("run", "-d", "--rm", Sandbox.Busybox, "sleep", "12347").Succeeds().Text;
        RemoveAtEnd(id);
        Command.Run("/bin/kill", "-9", Supervisor(id).ToString()).Succeeds();
        Eventually(() => Sleepers("12347") == 0, "the container's process is gone");
        Eventually(() => Berth("ps", "-aq").Succeeds().Output.Length == 0, "ps shows nothing");
    }

    [Fact]
    public void A_run_killed_at_any_moment_leaves_what_the_next_command_cleans_up()
    {
        for (int delay = 0; delay < 24; delay++)
        {
            string name = $"cut-{delay}";
            using RunningCommand run = StartBerth("run", "-d", "--rm", "--name", name, Sandbox.Busybox, "sleep", "12348");
            Thread.Sleep(delay);
            Command.Run("/bin/kill", "-9", run.Id.ToString());
            run.Finish(TimeSpan.FromSeconds(10));
            // The name is free again, or its holder is a container like any other.
            Sandbox.Command("rm", "-f", name).Run();
        }

        Eventually(() => Berth("ps", "-aq").Succeeds().Output.Length == 0, "ps shows nothing");
        Eventually(() => Sleepers("12348") == 0, "no process is left");
    }

    [Fact]
    public void A_background_container_outlives_the_session_that_started_it()
    {
        string ids = Command.Shell($"BERTH_ROOT={Sandbox.DataRoot} BERTH_RUN={Sandbox.RunRoot} setsid sh -c '{Sandbox.Binary} run -d --name sessions {Sandbox.Busybox} sleep 12349; kill -HUP 0'").Output;
        Assert.SkipWhen(ids.Length == 0, "the binary lacks the verb 'run'");
        RemoveAtEnd("sessions");
        Thread.Sleep(100);
        Berth("ps", "--format", "{{.Names}}").Prints("sessions");
    }

    private static int Supervisor(string id)
    {
        // The supervisor holds its container's lock for life (docs/map.md, "State").
        string path = Path.Combine(Sandbox.RunRoot, "containers", id, "supervisor.lock");
        foreach (string folder in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
        {
            try
            {
                if (Directory.EnumerateFileSystemEntries($"{folder}/fd").Any(fd => new FileInfo(fd).LinkTarget == path))
                    return int.Parse(Path.GetFileName(folder));
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        Assert.Fail($"no process holds {path}");
        return 0;
    }

    private static int Sleepers(string seconds) =>
        Directory.EnumerateDirectories("/proc").Count(folder =>
        {
            try
            {
                return int.TryParse(Path.GetFileName(folder), out _) && File.ReadAllText($"{folder}/cmdline").Contains($"sleep\0{seconds}", StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false;
            }
        });
}
