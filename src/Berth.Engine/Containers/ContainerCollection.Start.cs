using Berth.Engine.Supervision;
using Berth.Kernel;
using Berth.Kernel.Terminals;
using Berth.Oci;

namespace Berth.Engine;

public sealed partial class ContainerCollection
{
    /// <summary>
    /// Creates and starts a container: its supervisor boots and its network namespace is made while the rest is decided. A container under --rm
    /// that cannot be started is removed again.
    /// </summary>
    /// <param name="request">As for <see cref="Create"/>; its id is chosen here.</param>
    /// <param name="attach">Streams that the session takes part in from the first byte on; none for a detached run.</param>
    /// <param name="size">First size of the container's terminal.</param>
    /// <param name="created">Called when the container exists and is not yet started, e.g. to write its id to a file.</param>
    public ContainerSession Run(ContainerCreateRequest request, AttachStreams attach, WindowSize? size = null, Action<Container>? created = null)
    {
        var id = ContainerId.New();
        using PendingLaunch pending = PendingLaunch.Begin(engine.Paths, id, request.HostConfig.NetworkMode);
        engine.Phases.Mark("supervisor spawned");
        Container container = Create(request with { Id = id });
        engine.Phases.Mark("container created");
        created?.Invoke(container);
        using Fd held = container.Directory.TryLock(wait: true) ?? throw Errors.NoSuchContainer(id.Value);
        return Launch(container, pending, held, attach, size);
    }

    /// <summary>Starts a container that was created or has ended. Docker Engine API <c>POST /containers/{id}/start</c>.</summary>
    /// <returns>Null when it runs already.</returns>
    /// <exception cref="EngineException">It cannot be started; why is also recorded in its state.</exception>
    public ContainerSession? Start(Container container, AttachStreams attach = AttachStreams.None, WindowSize? size = null)
    {
        // Repairs what a killed supervisor left, which takes the lock itself.
        container.ReadState();
        using Fd held = container.Directory.TryLock(wait: true) ?? throw Errors.NoSuchContainer(container.Id.Value);
        StateRecord state = StateReader.Read(container.Directory, out bool orphaned);
        if (state.Status == ContainerStatus.Paused && !orphaned)
        {
            throw Conflict("cannot start a paused container, try unpause instead");
        }

        if (state.IsAlive && !orphaned)
        {
            return null;
        }

        using PendingLaunch pending = PendingLaunch.Begin(engine.Paths, container.Id, container.HostConfig.NetworkMode);
        return Launch(container, pending, held, attach, size);
    }

    /// <summary>For a holder of the container's lock.</summary>
    private ContainerSession Launch(Container container, PendingLaunch pending, Fd held, AttachStreams attach, WindowSize? size)
    {
        try
        {
            return ContainerLauncher.Launch(pending, container, held, attach, size);
        }
        catch (Exception e) when (e is EngineException or KernelException)
        {
            RecordFailedStart(container, e);
            throw;
        }
    }

    private void RecordFailedStart(Container container, Exception failure)
    {
        if (container.HostConfig.AutoRemove)
        {
            RemoveLocked(container, removeVolumes: true);
            return;
        }

        int code = (failure as EngineException)?.Kind switch
        {
            ErrorKind.NotExecutable => 126,
            ErrorKind.CommandNotFound => 127,
            _ => 128,
        };
        StateRecord before = StateReader.ReadRecorded(container.Directory);
        container.WriteState(before with { Status = before.IsAlive ? ContainerStatus.Exited : before.Status, ExitCode = code, Error = failure.Message, Pid = 0, SupervisorPid = 0 });
    }
}
