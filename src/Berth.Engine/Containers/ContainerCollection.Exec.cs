using Berth.Engine.Supervision;

namespace Berth.Engine;

public sealed partial class ContainerCollection
{
    /// <summary>
    /// Runs a further process in a running container. Docker Engine API <c>POST /containers/{id}/exec</c> and <c>/exec/{id}/start</c>.
    /// </summary>
    /// <returns>Its exit code; 0 at once for a detached one; null when the detach keys were typed.</returns>
    /// <exception cref="Berth.Oci.EngineException">Conflict: the container does not run or is paused; or the process cannot be started.</exception>
    public int? Exec(Container container, ContainerExecRequest request)
    {
        StateRecord state = container.ReadState();
        if (state.Status == ContainerStatus.Paused)
        {
            throw Conflict($"Container {container} is paused, unpause the container before exec");
        }

        using ContainerSession session = (state.IsAlive ? ContainerSession.TryConnect(container.Directory) : null)
            ?? throw Conflict($"container {container.Id.Value} is not running");
        return ContainerExec.Run(container, request, session, state);
    }
}
