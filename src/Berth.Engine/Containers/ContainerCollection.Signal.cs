using Berth.Engine.Supervision;
using Berth.Kernel.Processes;
using Berth.Oci;

namespace Berth.Engine;

public sealed partial class ContainerCollection
{
    private const int DefaultStopSeconds = 10;

    /// <summary>
    /// Stops a container: its stop signal, and SIGKILL when it has not ended in time. Returns when it has ended and is cleaned up; at
    /// once when it does not run. Docker Engine API <c>POST /containers/{id}/stop</c>.
    /// </summary>
    /// <param name="signal">Null: the container's own, or SIGTERM.</param>
    /// <param name="seconds">Null: the container's own, or 10; negative waits without limit.</param>
    public void Stop(Container container, string? signal = null, int? seconds = null)
    {
        if (!container.ReadState().IsAlive)
        {
            return;
        }

        using ContainerSession? session = ContainerSession.TryConnect(container.Directory);
        session?.Stop(Number(signal ?? container.Config.StopSignal ?? "SIGTERM"), seconds ?? container.Config.StopTimeout ?? DefaultStopSeconds);
    }

    /// <summary>Sends a signal to a running container's first process. Docker Engine API <c>POST /containers/{id}/kill</c>.</summary>
    /// <exception cref="EngineException">Conflict: it does not run. InvalidArgument: no such signal.</exception>
    public void Signal(Container container, string signal)
    {
        int number = Number(signal);
        using ContainerSession session = Connect(container, "kill");
        session.Signal(number);
        if (number == Signals.Kill)
        {
            session.Wait();
        }
    }

    /// <summary>Freezes a running container. Docker Engine API <c>POST /containers/{id}/pause</c>.</summary>
    public void Pause(Container container) => Freeze(container, true);

    /// <summary>Thaws a paused container. Docker Engine API <c>POST /containers/{id}/unpause</c>.</summary>
    public void Unpause(Container container) => Freeze(container, false);

    /// <summary>Joins a running container's streams.</summary>
    /// <exception cref="EngineException">Conflict: it does not run, or is paused.</exception>
    public AttachOutcome Attach(Container container, AttachOptions options)
    {
        if (container.ReadState().Status == ContainerStatus.Paused)
        {
            throw Conflict("cannot attach to a paused container, unpause it first");
        }

        using ContainerSession? session = ContainerSession.TryConnect(container.Directory);
        return session is null
            ? throw Conflict("cannot attach to a stopped container, start it first")
            : session.Attach(options, alreadyAttached: false);
    }

    /// <summary>A session with the supervisor of a container that runs.</summary>
    private static ContainerSession Connect(Container container, string verb) =>
        (container.ReadState().IsAlive ? ContainerSession.TryConnect(container.Directory) : null)
        ?? throw Conflict($"cannot {verb} container: {container}: container {container.Id.Value} is not running");

    private static void Freeze(Container container, bool frozen)
    {
        StateRecord state = container.ReadState();
        if (state.Status == ContainerStatus.Paused == frozen && state.IsAlive)
        {
            throw Conflict(frozen ? $"container {container.Id.Value} is already paused" : $"Container {container.Id.Value} is not paused");
        }

        using ContainerSession session = Connect(container, frozen ? "pause" : "unpause");
        session.Freeze(frozen);
    }

    private static int Number(string signal) => Signals.TryParse(signal, out int number)
        ? number
        : throw new EngineException(ErrorKind.InvalidArgument, $"invalid signal: {signal}");
}
