using Berth.Engine.Logs;
using Berth.Kernel;
using Berth.Kernel.Launch;
using Berth.Kernel.Processes;
using Berth.Kernel.Sockets;

namespace Berth.Engine.Supervision;

/// <summary>
/// The supervisor as a process: the engine's own binary under a hidden verb. It is started at the very beginning of a run and boots
/// while the command prepares; then it gets its <see cref="LaunchOrder"/>. It has its own session and cgroup, so that it outlives
/// whatever started it.
/// </summary>
public static class SupervisorProcess
{
    /// <summary>The hidden verb: <c>berth supervise ID DATA-ROOT RUN-ROOT</c>, with the starter's socket as descriptor 3.</summary>
    public const string Verb = "__supervise";

    private const int StarterDescriptor = 3;
    private static readonly TimeSpan LaunchLimit = TimeSpan.FromSeconds(60);

    /// <summary>Starts the process and returns the starter's end of its socket.</summary>
    internal static (SupervisorConnection Connection, int Pid) Start(EnginePaths paths, string id)
    {
        (MessageSocket own, MessageSocket its) = MessageSocket.Pair();
        using (its)
        using (Fd nothing = Files.Open("/dev/null", OpenFlags.ReadWrite))
        using (EngineBinary binary = EngineBinary.Open())
        {
            int pid = ProcessSpawn.Start(binary.Path, ["berth-supervisor", Verb, id, paths.DataRoot, paths.RunRoot], [],
                [(nothing.Number, 0), (nothing.Number, 1), (nothing.Number, 2), (its.Descriptor.Number, StarterDescriptor)], newSession: true, directory: "/");
            return (new SupervisorConnection(own), pid);
        }
    }

    /// <summary>The body of the hidden verb.</summary>
    public static int Main(ReadOnlySpan<string> arguments)
    {
        if (arguments is not [string id, string dataRoot, string runRoot] || !ContainerId.TryParse(id, out ContainerId containerId))
        {
            return 125;
        }

        // An inherited number is not close-on-exec; the container must not get it.
        using var starter = new SupervisorConnection(new MessageSocket(Pipes.Adopt(StarterDescriptor)));
        ProcessControl.SetName("berth-supervise"u8);
        ProcessControl.AdoptOrphans();
        ProcessControl.UseOrdinaryScheduling();
        var paths = new EnginePaths { DataRoot = dataRoot, RunRoot = runRoot };
        var directory = new ContainerDirectory(paths, containerId);
        using Fd alive = TakeLock(directory);
        using MessageSocket listener = MessageSocket.Listen(directory.SupervisorSocket);
        return Launch(paths, directory, starter, listener);
    }

    internal static int[] Numbers(List<Fd> descriptors)
    {
        var numbers = new int[descriptors.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = descriptors[i].Number;
        }

        return numbers;
    }

    private static int Launch(EnginePaths paths, ContainerDirectory directory, SupervisorConnection starter, MessageSocket listener)
    {
        var descriptors = new List<Fd>();
        var buffer = new byte[256 * 1024];
        if (!starter.Receive(buffer, descriptors, out Message kind, out ReadOnlySpan<byte> payload) || kind != Message.Launch)
        {
            AbandonedStart.CleanUp(paths, directory);
            return 0;
        }

        LaunchOrder order = LaunchOrder.Read(payload);
        if (!LaunchPlanFormat.TryRead(order.Plan, out LaunchPlan? plan, out string error))
        {
            starter.TrySendText(Message.Refused, error);
            return 125;
        }

        using Fd held = descriptors[order.PlanDescriptors];
        List<Fd> streamEnds = descriptors[(order.PlanDescriptors + 1)..];
        LaunchOutcome outcome = LaunchExecutor.Execute(plan, Numbers(descriptors).AsSpan(0, order.PlanDescriptors), LaunchLimit);
        for (int i = 0; i < order.PlanDescriptors; i++)
        {
            descriptors[i].Dispose();
        }

        if (outcome is LaunchOutcome.Failed failed)
        {
            _ = Files.TryRemoveTree(null, directory.RunDirectory);
            starter.TrySend(Message.LaunchFailed, failed.Step, (int)failed.Errno);
            return 0;
        }

        var container = (LaunchOutcome.Started)outcome;
        Supervise(directory, order, container, held, streamEnds, starter, listener);
        return 0;
    }

    private static void Supervise(ContainerDirectory directory, LaunchOrder order, LaunchOutcome.Started container, Fd held, List<Fd> streamEnds,
        SupervisorConnection starter, MessageSocket listener)
    {
        bool attached = order.Attach != 0;
        Errno told = attached ? starter.TrySend(Message.Launched, container.Pid) : Errno.None;
        try
        {
            Files.WriteWhole(null, directory.StateFile, StateRecord.WithPid(order.RunningState, container.Pid), 0x180, sync: !order.AutoRemove);
        }
        catch (KernelException e)
        {
            // A container that nobody can find must not run.
            Signals.TrySend(container.PidFd, Signals.Kill);
            ChildProcesses.Reap(container.PidFd);
            ExitSequence.ReleaseResources(order);
            starter.TrySendText(Message.Refused, $"record the container's state: {e.Message}");
            return;
        }

        // Whoever wanted to remove or start it meanwhile now sees that it runs.
        held.Dispose();
        if (!attached)
        {
            // The starter may be a unit's only process, whose end ends all that is in the unit's cgroup.
            SupervisorCgroup.Leave();
            // A detached start is over when anybody can see that the container runs.
            told = starter.TrySend(Message.Launched, container.Pid);
        }

        using var streams = new ContainerStreams(streamEnds, order.Terminal, order.OpenStdin);
        using JsonFileWriter? log = order.LogFile.Length > 0
            ? new JsonFileWriter(order.LogFile, new JsonFileOptions(order.LogMaxSize, order.LogMaxFiles), TimeProvider.System)
            : null;
        Client? first = attached && told == Errno.None ? new Client(starter) : null;
        using var supervisor = new Supervisor(order, container, streams, log, listener, first);
        ExitStatus status = supervisor.Serve();
        ExitSequence.Run(directory, order, status, supervisor);
    }

    /// <summary>The lock that says this container is supervised. An earlier supervisor that is just ending takes the directory with it.</summary>
    private static Fd TakeLock(ContainerDirectory directory)
    {
        while (true)
        {
            directory.MakeRunDirectory();
            Errno errno = Files.TryOpen(directory.SupervisorLock, OpenFlags.ReadWrite | OpenFlags.Create, out Fd alive, 0x180);
            if (errno == Errno.ENOENT)
            {
                continue;
            }

            if (errno != Errno.None)
            {
                throw new KernelException("open", directory.SupervisorLock, errno);
            }

            FileLock.TryLock(alive, shared: false, wait: true);
            if (Files.TryStatus(null, directory.SupervisorLock, out FileStatus now) == Errno.None && now.Inode == Files.Status(alive).Inode)
            {
                return alive;
            }

            alive.Dispose();
        }
    }
}
