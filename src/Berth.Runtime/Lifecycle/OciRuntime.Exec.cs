using Berth.Kernel;
using Berth.Kernel.Launch;
using Berth.Kernel.Processes;
using Berth.Kernel.Terminals;
using Berth.Oci;
using Berth.Oci.Runtime;
using Berth.Runtime.Cgroups;
using Berth.Runtime.Planning;
using Berth.Runtime.Preparation;

namespace Berth.Runtime.Lifecycle;

/// <summary>How <see cref="OciRuntime.Exec"/> starts a process.</summary>
public sealed record ExecOptions
{
    /// <inheritdoc cref="CreateOptions.DiesWithParent"/>
    public bool DiesWithParent { get; init; }

    /// <inheritdoc cref="CreateOptions.PidFile"/>
    public string? PidFile { get; init; }

    /// <inheritdoc cref="CreateOptions.PreservedDescriptors"/>
    public int PreservedDescriptors { get; init; }

    /// <summary>Also in a paused container, where the process begins when that is resumed.</summary>
    public bool IgnoresPause { get; init; }

    /// <summary>A group inside the container's own cgroup that the process enters instead; null for the container's.</summary>
    public string? SubCgroup { get; init; }
}

/// <summary>A further process that runs now: its pidfd, and the terminal's master if it has one. Disposing leaves it running.</summary>
public sealed record StartedProcess(int Pid, Fd PidFd, Fd? TerminalMaster) : IDisposable
{
    public void Dispose()
    {
        PidFd.Dispose();
        TerminalMaster?.Dispose();
    }
}

public sealed partial class OciRuntime
{
    /// <summary>Starts a further process in a container that is created or runs.</summary>
    /// <exception cref="EngineException">The container's state or the process does not allow it.</exception>
    public StartedProcess Exec(string id, Process process, ExecOptions options)
    {
        RuntimeRecord record = Get(id);
        RuntimeStatus status = StatusOf(record);
        if (status == RuntimeStatus.Paused && !options.IgnoresPause)
        {
            throw new EngineException(ErrorKind.Conflict, "cannot exec in a paused container (use --ignore-paused to override)");
        }

        using Fd init = OpenInit(record) ?? throw new EngineException(ErrorKind.Conflict, "cannot exec in a stopped container");
        using Fd root = Files.Open($"/proc/{record.Pid}/root", OpenFlags.Path | OpenFlags.Directory);
        using ContainerCgroup? cgroup = ContainerCgroup.TryOpen(Host, ExecCgroup(record, options.SubCgroup), options.SubCgroup is null ? record.Pid : null);
        process = ProcessHome.Add(process, root);
        LinuxSection? container = Configuration(record).Linux;
        ContainerPlan plan = ExecPlanner.Plan(new ExecPlanRequest
        {
            Process = process,
            Seccomp = container?.Seccomp,
            Personality = container?.Personality,
            SecurityModules = HostModules.For(process),
            Namespaces = ContainerNamespaces.Of(record.Pid),
            CgroupFiles = cgroup?.JoinNames ?? [],
            HasUnifiedCgroup = cgroup?.HasUnified ?? false,
            DiesWithParent = options.DiesWithParent,
            PreservedDescriptors = options.PreservedDescriptors,
        });

        var given = new Dictionary<string, Fd> { ["container"] = init };
        cgroup?.Give(given);
        PseudoTerminal? terminal = process.Terminal ? ContainerTerminal.Open(root) : null;
        try
        {
            if (terminal is not null)
            {
                given["terminal"] = terminal.Peer;
                SetSize(terminal, process.ConsoleSize);
            }

            using Preparer prepared = Preparer.Prepare(plan.Preparation, given);
            // In a paused container the new process stands still, too, until somebody resumes it.
            TimeSpan limit = status == RuntimeStatus.Paused ? TimeSpan.MaxValue : LaunchLimit;
            return LaunchExecutor.Execute(plan.Launch, prepared.DescriptorTable(plan.Launch.DescriptorCount), limit, plan.Pauses.Count == 0 ? null
                : pause => PauseWork.Do(plan, pause, () => StateOf(record) with { Status = status.Word(), Pid = record.Pid })) switch
            {
                LaunchOutcome.Started started => Announce(started, terminal, options),
                LaunchOutcome.Failed failed => throw StartFailure.Explain(plan.Launch.Steps, failed.Step, failed.Errno, process.Args![0], root),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
        catch
        {
            terminal?.Master.Dispose();
            throw;
        }
        finally
        {
            terminal?.Peer.Dispose();
        }
    }

    private static StartedProcess Announce(LaunchOutcome.Started started, PseudoTerminal? terminal, ExecOptions options)
    {
        try
        {
            WritePidFile(options.PidFile, started.Pid);
            return new StartedProcess(started.Pid, started.PidFd, terminal?.Master);
        }
        catch
        {
            Signals.TrySend(started.PidFd, Signals.Kill);
            ChildProcesses.Reap(started.PidFd);
            started.PidFd.Dispose();
            throw;
        }
    }

    private string ExecCgroup(RuntimeRecord record, string? below)
    {
        string path = below is null ? record.CgroupPath : $"{record.CgroupPath}/{below.Trim('/')}";
        return below is null || CgroupAt(path).Exists ? path
            : throw new EngineException(ErrorKind.NotFound, $"--cgroup {below}: the container has no such cgroup");
    }

    private static void SetSize(PseudoTerminal terminal, ConsoleSize? size)
    {
        if (size is not null)
        {
            Terminal.SetWindowSize(terminal.Master.Number, new WindowSize((ushort)size.Height, (ushort)size.Width));
        }
    }

    private static void WritePidFile(string? path, int pid)
    {
        if (path is not null)
        {
            Files.WriteWhole(null, Path.GetFullPath(path), System.Text.Encoding.ASCII.GetBytes(pid.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
    }
}
