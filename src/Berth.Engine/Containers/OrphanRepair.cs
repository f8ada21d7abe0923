using Berth.Kernel;
using Berth.Kernel.Processes;

namespace Berth.Engine;

/// <summary>
/// Puts a container in order whose supervisor was killed. Its first process had the kernel's order to die with the supervisor; what still
/// lives in its cgroup is killed here.
/// </summary>
internal static class OrphanRepair
{
    private const int Killed = 137; // 128 + SIGKILL

    /// <summary>The repaired state; null when the container is gone, removed by this call (<c>--rm</c>) or by another.</summary>
    internal static StateRecord? Repair(Container container)
    {
        ContainerDirectory directory = container.Directory;
        using Fd? held = directory.TryLock(wait: true);
        if (held is null) return null;
        StateRecord state = StateReader.Read(directory, out bool orphaned);
        if (!orphaned) return state;

        OrphanCgroup.Kill(container);
        state = state with
        {
            Status = ContainerStatus.Exited,
            ExitCode = Killed,
            Pid = 0,
            SupervisorPid = 0,
            FinishedAt = Rfc3339.Format(container.Engine.Clock.GetUtcNow()),
            Error = "its supervisor was killed",
            Health = null,
            ExecIds = null,
        };
        container.Engine.Containers.ReleaseNetwork(container, state);
        state = state with { Network = null };
        if (container.HostConfig.AutoRemove)
        {
            container.Engine.Containers.RemoveLocked(container, removeVolumes: true);
            return null;
        }
        StateReader.Write(directory, state, sync: true);
        return state;
    }
}
