namespace Berth.EndToEnd.Tests.Harness.Callers;

/// <summary>
/// An engine of somebody else that starts its containers through <c>berth-runtime</c>. It lives in a directory of its own, and whatever it
/// mounted or left in the cgroup tree is gone when it is disposed.
/// </summary>
internal abstract class Caller : IDisposable
{
    private readonly List<RunningCommand> daemons = [];

    protected Caller(params string[] programs)
    {
        foreach (string program in programs)
            Assert.SkipUnless(Command.Shell($"command -v {program}").ExitCode == 0, $"{program} is not installed (scripts/packages/callers)");
        Folder = Sandbox.NewDirectory();
        Runtime = Path.Combine(Folder, "berth-runtime");
        File.CreateSymbolicLink(Runtime, Sandbox.Binary);
        Archive = Path.Combine(Sandbox.Location, "busybox.tar");
    }

    public string Runtime { get; }

    protected string Folder { get; }

    /// <summary>The busybox root file system as a tar.</summary>
    protected string Archive { get; }

    /// <summary>Cgroups below each hierarchy's root that the engine makes and leaves.</summary>
    protected abstract string[] Cgroups { get; }

    /// <summary>The words before every command: the client's program and where its engine is.</summary>
    protected abstract string[] Client { get; }

    protected virtual Dictionary<string, string> Environment => [];

    public CommandResult Run(params string[] words)
    {
        string[] all = [.. Client, .. words];
        var command = new Command(all[0], all[1..]);
        foreach ((string name, string value) in Environment)
            command.Environment[name] = value;
        return command.Run();
    }

    /// <summary>Starts a daemon in a network namespace of its own, and waits until its client gets an answer.</summary>
    protected void StartDaemon(string commandLine, params string[] question)
    {
        daemons.Add(new Command("/usr/bin/unshare", "--net", "/bin/sh", "-c", $"ip link set lo up; exec {commandLine} >{Folder}/log 2>&1").Start());
        for (int i = 0; i < 200; i++)
        {
            if (Run(question).ExitCode == 0)
                return;
            Thread.Sleep(50);
        }

        string log = Command.Shell($"tail -n 20 {Folder}/log").Output;
        Dispose();
        Assert.Fail($"the daemon did not start: {commandLine}\n{log}");
    }

    public virtual void Dispose()
    {
        foreach (RunningCommand daemon in daemons)
        {
            Command.Run("/bin/kill", "-TERM", $"{daemon.Id}");
            daemon.Finish(TimeSpan.FromSeconds(20));
            daemon.Dispose();
        }

        daemons.Clear();
        Command.Shell($"grep -o ' {Folder}/[^ ]*' /proc/self/mountinfo | sort -r | xargs -r umount -l");
        foreach (string cgroup in Cgroups)
            Command.Shell($"for d in /sys/fs/cgroup/{cgroup} /sys/fs/cgroup/*/{cgroup}; do [ ! -d $d ] || find $d -depth -type d -exec rmdir {{}} +; done");
        Directory.Delete(Folder, recursive: true);
    }
}
