using Berth.Engine.Contracts;
using Berth.Engine.Logs;
using Berth.Engine.Security;
using Berth.Kernel;
using Berth.Kernel.Cgroups;
using Berth.Kernel.Launch;
using Berth.Kernel.Mounts;
using Berth.Kernel.Terminals;
using Berth.Network;
using Berth.Oci;
using Berth.Oci.Runtime;
using Berth.Runtime.Cgroups;
using Berth.Runtime.Lifecycle;
using Berth.Runtime.Planning;
using Berth.Runtime.Preparation;

namespace Berth.Engine.Supervision;

/// <summary>
/// One start of a container, in the command's process: everything is resolved and prepared here, turned into a launch plan, and
/// handed to the supervisor, which has booted meanwhile. What was made for a start that fails is unmade in the reverse order.
/// </summary>
internal sealed class ContainerLauncher : IDisposable
{
    private readonly BerthEngine _engine;
    private readonly Container _container;
    private readonly LaunchInputs _inputs;
    private readonly SupervisorConnection _supervisor;
    private readonly int _supervisorPid;
    private readonly Dictionary<string, Fd> _given = [];
    private readonly Stack<Action> _undo = [];
    private readonly List<IDisposable> _held = [];

    private ContainerLauncher(PendingLaunch pending, Container container)
    {
        _engine = container.Engine;
        _container = container;
        _inputs = container.PrepareLaunch();
        _supervisorPid = pending.SupervisorPid;
        _supervisor = pending.TakeSupervisor();
        _undo.Push(_supervisor.Dispose);
    }

    /// <summary>Starts a container.</summary>
    /// <param name="held">The container's lock. The supervisor holds it too until the state says that the container runs.</param>
    /// <param name="attach">The streams that the returned session takes part in from the first byte on.</param>
    /// <exception cref="EngineException">It could not be started; nothing of the attempt is left.</exception>
    public static ContainerSession Launch(PendingLaunch pending, Container container, Fd held, AttachStreams attach, WindowSize? size = null)
    {
        using var launcher = new ContainerLauncher(pending, container);
        try
        {
            ContainerSession session = launcher.Run(pending, held, attach, size);
            launcher._undo.Clear();
            return session;
        }
        catch
        {
            launcher.Undo();
            throw;
        }
    }

    public void Dispose()
    {
        for (int i = _held.Count - 1; i >= 0; i--)
        {
            _held[i].Dispose();
        }

        _held.Clear();
    }

    private ContainerSession Run(PendingLaunch pending, Fd held, AttachStreams attach, WindowSize? size)
    {
        PhaseRecorder phases = _engine.Phases;
        Fd root = Hold(Preparer.OpenRoot(_inputs.Root));
        phases.Mark("root file system");
        if (_container.Record.AppArmorProfile == DefaultAppArmor.Name)
        {
            DefaultAppArmor.EnsureLoaded();
        }

        Spec spec = ContainerUser.Resolve(_inputs, root);
        VolumePopulator.Fill(_engine, _inputs.VolumesToFill, root);
        ContainerCgroup cgroup = MakeCgroup(spec);
        phases.Mark("cgroup");
        NetworkSettings network = ConnectNetwork(pending);
        phases.Mark("network");
        (spec, IReadOnlyList<string> limitWarnings) = HostAdjustment.Apply(spec);
        if (size is { } initial)
        {
            spec = spec with { Process = spec.Process! with { ConsoleSize = new ConsoleSize { Height = initial.Rows, Width = initial.Columns } } };
        }

        ContainerPlan plan = ContainerPlanner.Plan(RequestFor(spec, _inputs, cgroup, _given.ContainsKey("network namespace")));
        if (plan.Pauses.Count > 0)
        {
            throw new EngineException(ErrorKind.NotSupported, "a seccomp profile with SCMP_ACT_NOTIFY needs an agent, which only bundles of berth runtime can have");
        }

        phases.Mark("plan");
        ContainerPipes? pipes = spec.Process!.Terminal ? null : Hold(ContainerPipes.Open(_container.Config.OpenStdin, spec.Process.User!, _given));
        cgroup.Give(_given);
        Hold(JoinedNamespaces.Open(spec, _given));
        Preparer prepared = Hold(Preparer.Prepare(plan.Preparation, _given, root));
        Fd? terminal = spec.Process.Terminal ? Hold(prepared.TakeTerminal()!) : null;
        phases.Mark("mounts");
        foreach (string warning in (IEnumerable<string>)[.. cgroup.Warnings, .. plan.Warnings, .. limitWarnings])
        {
            _engine.Warn(warning);
        }

        int[] table = prepared.DescriptorTable(plan.Launch.DescriptorCount);
        LaunchOrder order = Order(spec, plan.Launch, attach, network);
        Errno errno = _supervisor.TrySend(Message.Launch, order.Write(), [.. table, held.Number, .. pipes?.EngineEnds ?? [terminal!.Number]]);
        if (errno != Errno.None)
        {
            throw new EngineException(ErrorKind.Internal, $"hand the container to its supervisor: {errno.Describe()}");
        }

        phases.Mark("handed over");
        // The supervisor has its own. Whoever keeps the last descriptor of a mount when the container ends pays for taking it apart.
        Dispose();
        if (network.IPAddress is { Length: > 0 })
        {
            ForwardingWarning.Give(_engine);
        }

        int pid = AwaitLaunch(plan.Launch);
        phases.Mark("started");
        return new ContainerSession(_supervisor, pid);
    }

    internal static ContainerPlanRequest RequestFor(Spec spec, LaunchInputs inputs, ContainerCgroup? cgroup, bool hasNetworkNamespace) => new()
    {
        Spec = spec,
        Root = inputs.Root,
        HasInit = ProcessSection.UsesInit(inputs.Container.HostConfig),
        SecurityModules = HostModules.For(spec),
        CgroupFiles = cgroup?.JoinNames ?? [],
        HasUnifiedCgroup = cgroup?.HasUnified ?? false,
        CgroupViews = cgroup?.Views ?? [],
        HasNetworkNamespace = hasNetworkNamespace,
        HasStandardStreams = !spec.Process!.Terminal,
        DiesWithParent = true,
    };

    private ContainerCgroup MakeCgroup(Spec spec)
    {
        ContainerCgroup cgroup = Hold(ContainerCgroup.Create(CgroupHost.Detect(), spec.Linux!.CgroupsPath!, spec.Linux.Resources, strict: false));
        _undo.Push(cgroup.Undo);
        return cgroup;
    }

    private NetworkSettings ConnectNetwork(PendingLaunch pending)
    {
        NetworkNamespace? netns = pending.TakeNetwork();
        if (netns is null)
        {
            NetworkFiles.Write(_container, null);
            return new NetworkSettings();
        }

        Hold(netns);
        Endpoint endpoint = _engine.Bridge.Attach(netns, new AttachRequest { OwnerId = _container.Id.Value });
        _undo.Push(() => _engine.Bridge.Release(_container.Id.Value, endpoint));
        _given["network namespace"] = netns.Handle;
        NetworkFiles.Write(_container, endpoint);
        return NetworkFiles.SettingsOf(endpoint);
    }

    private LaunchOrder Order(Spec spec, LaunchPlan plan, AttachStreams attach, NetworkSettings network)
    {
        HostConfig host = _container.HostConfig;
        JsonFileOptions log = JsonFileOptions.Parse(host.LogConfig.Config);
        return new LaunchOrder
        {
            DataRoot = _engine.Paths.DataRoot,
            RunRoot = _engine.Paths.RunRoot,
            Id = _container.Id.Value,
            Name = _container.Name,
            AutoRemove = host.AutoRemove,
            AnonymousVolumes = _container.Record.AnonymousVolumes ?? [],
            Terminal = spec.Process!.Terminal,
            OpenStdin = _container.Config.OpenStdin,
            StdinOnce = _container.Config.StdinOnce,
            Attach = attach,
            SharesPids = !Array.Exists(spec.Linux!.Namespaces!, n => n.Type == "pid" && n.Path is null),
            CgroupPath = spec.Linux.CgroupsPath!,
            LogFile = host.LogConfig.Type == "none" ? "" : _container.Directory.LogFile,
            LogMaxSize = log.MaxSize,
            LogMaxFiles = log.MaxFiles,
            LeaseFile = network.IPAddress is { Length: > 0 } address ? $"{_engine.Paths.Networks}/bridge/leases/{address}" : "",
            RunningState = StorageJson.Write(new StateRecord
            {
                Status = ContainerStatus.Running,
                SupervisorPid = _supervisorPid,
                StartedAt = Rfc3339.Format(_engine.Clock.GetUtcNow()),
                Network = network,
                RestartCount = 0,
            }),
            PlanDescriptors = plan.DescriptorCount,
            Plan = LaunchPlanFormat.Write(plan),
        };
    }

    private int AwaitLaunch(LaunchPlan plan)
    {
        var buffer = new byte[SupervisorConnection.MaxPiece + 1024];
        if (!_supervisor.Receive(buffer, null, out Message kind, out ReadOnlySpan<byte> payload))
        {
            throw new EngineException(ErrorKind.Internal, "the container's supervisor ended before the container started");
        }

        switch (kind)
        {
            case Message.Launched:
                return SupervisorConnection.Number(payload, 0);
            case Message.LaunchFailed:
                using (Fd? root = TryReopenRoot())
                {
                    throw StartFailure.Explain(
                        plan.Steps, SupervisorConnection.Number(payload, 0), (Errno)SupervisorConnection.Number(payload, 1), _container.Record.Path, root);
                }

            default:
                throw new EngineException(ErrorKind.Internal, System.Text.Encoding.UTF8.GetString(payload));
        }
    }

    /// <summary>The container's tree once more, to read: what its program looks like tells why it could not be executed.</summary>
    private Fd? TryReopenRoot()
    {
        try
        {
            return OverlayMount.Create([_inputs.Root.Upper, .. _inputs.Root.Lower], null, null, isVolatile: false);
        }
        catch (KernelException)
        {
            return null;
        }
    }

    private T Hold<T>(T resource) where T : IDisposable
    {
        _held.Add(resource);
        return resource;
    }

    /// <summary>Every part is tried, whatever an earlier one says; the reason for the failure is what the user gets to see.</summary>
    private void Undo()
    {
        while (_undo.TryPop(out Action? undo))
        {
            try
            {
                undo();
            }
            catch (Exception e) when (e is KernelException or EngineException)
            {
                _engine.Warn($"clean up after the failed start: {e.Message}");
            }
        }
    }
}
