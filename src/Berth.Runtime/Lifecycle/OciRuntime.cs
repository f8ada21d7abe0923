using Berth.Kernel;
using Berth.Kernel.Cgroups;
using Berth.Kernel.Launch;
using Berth.Kernel.Processes;
using Berth.Kernel.Procfs;
using Berth.Oci;
using Berth.Oci.Runtime;
using Berth.Runtime.Cgroups;
using Berth.Runtime.Planning;
using Berth.Runtime.Preparation;

namespace Berth.Runtime.Lifecycle;

/// <summary>How <see cref="OciRuntime.Create"/> starts a container.</summary>
public sealed record CreateOptions
{
    /// <summary>Wait for <see cref="OciRuntime.Start"/>; otherwise the program runs at once.</summary>
    public required bool WaitsForStart { get; init; }

    /// <summary>The program dies with the calling thread: for a foreground run.</summary>
    public bool DiesWithParent { get; init; }

    /// <summary>File that gets the process's number.</summary>
    public string? PidFile { get; init; }

    /// <inheritdoc cref="ContainerPlanRequest.IsRootless"/>
    public bool IsRootless { get; init; }

    /// <inheritdoc cref="ContainerPlanRequest.KeepsOldRoot"/>
    public bool KeepsOldRoot { get; init; }

    /// <inheritdoc cref="ContainerPlanRequest.KeepsKeyring"/>
    public bool KeepsKeyring { get; init; }

    /// <summary>The container gets a socket for sd_notify(3); see <see cref="OciRuntime.ListenForReady"/>.</summary>
    public bool HasNotifySocket { get; init; }

    /// <summary>Further descriptors from 3 on that the program inherits.</summary>
    public int PreservedDescriptors { get; init; }
}

/// <summary>A container that exists now: its pidfd, and the terminal's master if it has one. Disposing leaves it running.</summary>
public sealed record CreatedContainer(RuntimeRecord Record, Fd PidFd, Fd? TerminalMaster) : IDisposable
{
    public void Dispose()
    {
        PidFd.Dispose();
        TerminalMaster?.Dispose();
    }
}

/// <summary>
/// The operations of the OCI runtime-spec (runtime.md "Operations") on containers kept below one directory. Creating leaves nothing when
/// it fails; whatever a kill leaves in between, <see cref="Delete"/> removes.
/// </summary>
public sealed partial class OciRuntime(string root)
{
    /// <summary>How long a new process may be silent.</summary>
    internal static readonly TimeSpan LaunchLimit = TimeSpan.FromSeconds(60);
    private readonly RuntimeRoot _root = new(root);

    /// <summary>The directory of the containers.</summary>
    public string Root { get; } = root;

    /// <summary>Gets what does not stop an operation but should be known, a line each.</summary>
    public Action<string> Warn { get; init; } = _ => { };

    /// <summary>systemd makes the cgroups, as scopes; <c>linux.cgroupsPath</c> is <c>SLICE:PREFIX:NAME</c>.</summary>
    public bool UsesSystemd { get; init; }

    /// <exception cref="EngineException">The spec or the host does not allow it; nothing is left behind.</exception>
    public CreatedContainer Create(string id, Bundle bundle, CreateOptions options)
    {
        if (Files.EffectiveUser != 0 && !Array.Exists(bundle.Spec.Linux?.Namespaces ?? [], ns => ns.Type == "user"))
        {
            throw new EngineException(ErrorKind.Forbidden, "config.json: linux.namespaces: without root a container needs a user namespace", "try again with sudo");
        }

        _root.Reserve(id);
        try
        {
            _root.WriteConfig(id, bundle.Config.Span);
            if (options.HasNotifySocket)
            {
                bundle = bundle with { Spec = NotifySocket.Add(bundle.Spec, _root.NotifyDirectoryOf(id)) };
            }

            using SystemdScope? scope = UsesSystemd
                ? SystemdScope.Create(Host, SystemdCgroupPath.Parse(bundle.Spec.Linux?.CgroupsPath, id), id, bundle.Spec.Linux?.Resources) : null;
            string cgroupPath = scope?.CgroupPath ?? CgroupPathOf(bundle.Spec, id);
            if (scope is null && CgroupAt(cgroupPath).Exists)
            {
                _root.MarkSharedCgroup(id);
            }

            using ContainerCgroup cgroup = ContainerCgroup.Create(Host, cgroupPath, bundle.Spec.Linux?.Resources, strict: !options.IsRootless, scope?.Unit);
            if (!cgroup.Exists)
            {
                // An ordinary user may not make one: the container stays in its maker's.
                cgroupPath = "";
            }

            try
            {
                foreach (string warning in cgroup.Warnings)
                {
                    Warn(warning);
                }

                CreatedContainer created = Launch(id, bundle, options, cgroup, cgroupPath);
                scope?.Leave();
                if (!options.WaitsForStart && HasStartHooks(bundle.Spec))
                {
                    StartOwn(created, bundle.Spec);
                }

                return created;
            }
            catch
            {
                cgroup.Undo();
                RunPoststop(bundle.Spec, StateOf(id, bundle, RuntimeStatus.Stopped), cgroupPath);
                throw;
            }
        }
        catch
        {
            _root.Release(id);
            throw;
        }
    }

    /// <summary>Lets a created container's program run.</summary>
    public void Start(string id)
    {
        RuntimeRecord record = Get(id);
        RuntimeStatus status = StatusOf(record);
        if (status != RuntimeStatus.Created)
        {
            throw new EngineException(ErrorKind.Conflict, status == RuntimeStatus.Stopped
                ? "cannot start a container that has stopped"
                : $"cannot start an already running container");
        }

        StartCreated(record, _root.TryReadHooks(id));
    }

    /// <summary>Sends a signal to the first process, or to all.</summary>
    public void Kill(string id, int signal, bool all)
    {
        RuntimeRecord record = Get(id);
        if (StatusOf(record) == RuntimeStatus.Stopped && !all)
        {
            throw new EngineException(ErrorKind.Conflict, "container not running");
        }

        if (all)
        {
            foreach (int pid in ProcessesOf(record))
            {
                using Fd? process = ChildProcesses.TryOpen(pid);
                _ = process is not null && Signals.TrySend(process, signal);
            }

            if (signal == Signals.Kill)
            {
                Wake(record);
            }

            return;
        }

        using Fd? init = OpenInit(record);
        if (init is null || !Signals.TrySend(init, signal))
        {
            throw new EngineException(ErrorKind.Conflict, "container not running");
        }

        if (signal == Signals.Kill)
        {
            Wake(record);
        }
    }

    /// <summary>Removes a stopped container, or with <paramref name="force"/> any, killing it.</summary>
    public void Delete(string id, bool force)
    {
        if (!_root.Exists(id))
        {
            if (force)
            {
                return;
            }

            throw NoSuch(id);
        }

        RuntimeRecord? record = _root.TryRead(id);
        if (record is not null)
        {
            RuntimeStatus status = StatusOf(record);
            if (status is not RuntimeStatus.Stopped && !force && status != RuntimeStatus.Created)
            {
                throw new EngineException(ErrorKind.Conflict, $"cannot delete container {id} that is not stopped: {status.Word()}", "stop it first, or use --force");
            }

            Destroy(record);
            if (_root.TryReadHooks(id) is { } spec)
            {
                RunPoststop(spec, StateOf(record), record.CgroupPath);
            }
        }
        else
        {
            DestroyIncomplete(id);
        }

        _root.Release(id);
    }

    public RuntimeStatus StatusOf(RuntimeRecord record)
    {
        if (!new ProcessIdentity(record.Pid, record.StartTime).IsAlive)
        {
            return RuntimeStatus.Stopped;
        }

        return Files.TryStatus(null, _root.FifoOf(record.Id), out _) == Errno.None ? RuntimeStatus.Created
            : record.CgroupPath.Length > 0 && CgroupOf(record).IsFrozen ? RuntimeStatus.Paused
            : RuntimeStatus.Running;
    }

    private CreatedContainer Launch(string id, Bundle bundle, CreateOptions options, ContainerCgroup cgroup, string cgroupPath)
    {
        bool waits = options.WaitsForStart || HasStartHooks(bundle.Spec);
        ContainerPlan plan = ContainerPlanner.Plan(new ContainerPlanRequest
        {
            Spec = bundle.Spec,
            Root = new RootSource.BundleDirectory(bundle.RootPath),
            CgroupFiles = cgroup.JoinNames,
            HasUnifiedCgroup = cgroup.HasUnified,
            CgroupViews = cgroup.Views,
            SecurityModules = HostModules.For(bundle.Spec),
            BundlePath = bundle.Path,
            WaitsForStart = waits,
            DiesWithParent = options.DiesWithParent,
            PreservedDescriptors = options.PreservedDescriptors,
            IsRootless = options.IsRootless,
            KeepsOldRoot = options.KeepsOldRoot,
            KeepsKeyring = options.KeepsKeyring,
        });
        foreach (string warning in plan.Warnings)
        {
            Warn(warning);
        }

        var given = new Dictionary<string, Fd>();
        cgroup.Give(given);
        using var joined = JoinedNamespaces.Open(bundle.Spec, given);
        using Fd? fifo = waits ? MakeFifo(id, given) : null;
        using Preparer prepared = Preparer.Prepare(plan.Preparation, given);
        using var devices = new MovedNetDevices();
        switch (LaunchExecutor.Execute(
            plan.Launch, prepared.DescriptorTable(plan.Launch.DescriptorCount), LaunchLimit, plan.Pauses.Count == 0 ? null : pause => PauseWork.Do(plan, pause,
                () => StateOf(id, bundle, RuntimeStatus.Creating) with { Pid = pause.Pid }, devices, () => RunCreateHooks(id, bundle, cgroupPath, pause))))
        {
            case LaunchOutcome.Started started:
                try
                {
                    CreatedContainer created = Record(id, bundle, options, cgroupPath, cgroup.SystemdUnit, started, prepared.TakeTerminal());
                    devices.Keep();
                    return created;
                }
                catch
                {
                    Signals.TrySend(started.PidFd, Signals.Kill);
                    ChildProcesses.Reap(started.PidFd);
                    throw;
                }

            case LaunchOutcome.Failed failed:
                throw StartFailure.Explain(plan.Launch.Steps, failed.Step, failed.Errno, bundle.Spec.Process!.Args![0]);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private CreatedContainer Record(string id, Bundle bundle, CreateOptions options, string cgroupPath, string? unit, LaunchOutcome.Started started, Fd? terminal)
    {
        if (options.WaitsForStart)
        {
            ProgramLookup.Require(started.Pid, bundle.Spec.Process!);
        }

        if (!ProcessStat.TryRead(started.Pid, out ProcessStat stat) || (stat.IsExiting && ProcessStat.TryRead(Environment.ProcessId, out ProcessStat own) && stat.Name == own.Name))
        {
            // It has never become the program.
            throw StartFailure.Explain([], -2, Errno.ESRCH, "");
        }

        var record = new RuntimeRecord
        {
            Id = id,
            Bundle = bundle.Path,
            Rootfs = bundle.RootPath,
            Pid = started.Pid,
            StartTime = stat.StartTime,
            Created = DateTime.UtcNow.ToString("O"),
            CgroupPath = cgroupPath,
            SystemdUnit = unit,
            OciVersion = bundle.Spec.OciVersion,
            Annotations = bundle.Spec.Annotations,
        };
        _root.Write(record);
        WritePidFile(options.PidFile, started.Pid);
        return new CreatedContainer(record, started.PidFd, terminal);
    }

    private Fd MakeFifo(string id, Dictionary<string, Fd> given)
    {
        Files.MakeNode(null, _root.FifoOf(id), FileType.Fifo, 0x180);
        // Opened for both directions: the open does not wait, and a start that comes early is not lost.
        Fd fifo = Files.Open(_root.FifoOf(id), OpenFlags.ReadWrite);
        given["start fifo"] = fifo;
        return fifo;
    }

    private void Destroy(RuntimeRecord record)
    {
        using (Fd? init = OpenInit(record))
        {
            if (init is not null)
            {
                Signals.TrySend(init, Signals.Kill);
                Wake(record);
                var wait = new PollSet();
                wait.Add(init, PollEvents.Readable);
                wait.Wait(10_000);
            }
        }

        if (record.CgroupPath.Length > 0)
        {
            Empty(record.Id, CgroupOf(record));
        }
    }

    private static Fd? OpenInit(RuntimeRecord record)
    {
        Fd? init = ChildProcesses.TryOpen(record.Pid);
        if (init is not null && new ProcessIdentity(record.Pid, record.StartTime).IsAlive)
        {
            return init;
        }

        init?.Dispose();
        return null;
    }

    /// <summary>The hierarchies, looked up once: reading the mount table takes a tenth of a millisecond.</summary>
    private CgroupHost Host => field ??= CgroupHost.Detect();

    private Cgroup CgroupOf(RuntimeRecord record) => record.CgroupPath.Length > 0
        ? CgroupAt(record.CgroupPath)
        : throw new EngineException(ErrorKind.NotSupported, $"container {record.Id} has no cgroup of its own", "an ordinary user gets one where the host delegates it");

    private Cgroup CgroupAt(string path) => Cgroup.Open(Host, path);

    private RuntimeRecord Get(string id) => _root.Exists(id)
        ? _root.TryRead(id) ?? throw new EngineException(ErrorKind.Conflict, $"container {id} was never completed", "its create was killed; delete it")
        : throw NoSuch(id);

    private static EngineException NoSuch(string id) => new(ErrorKind.NotFound, $"container does not exist: {id}");

}
