using Berth.Oci;

namespace Berth.Runtime.Lifecycle;

public sealed partial class OciRuntime
{
    /// <summary>Stops all processes of a container until <see cref="Resume"/>.</summary>
    /// <exception cref="EngineException">Conflict: it does not run, or is paused already.</exception>
    public void Pause(string id)
    {
        RuntimeRecord record = Get(id);
        if (StatusOf(record) is not (RuntimeStatus.Running or RuntimeStatus.Created))
        {
            throw new EngineException(ErrorKind.Conflict, "container not running");
        }

        CgroupOf(record).Freeze();
    }

    /// <exception cref="EngineException">Conflict: it is not paused.</exception>
    public void Resume(string id)
    {
        RuntimeRecord record = Get(id);
        if (StatusOf(record) != RuntimeStatus.Paused)
        {
            throw new EngineException(ErrorKind.Conflict, "container not paused");
        }

        CgroupOf(record).Thaw();
    }

    /// <summary>On cgroup v1 what is frozen does not even die: a paused container is resumed for it.</summary>
    private void Wake(RuntimeRecord record)
    {
        if (record.CgroupPath.Length > 0 && CgroupOf(record) is { IsFrozen: true } cgroup)
        {
            cgroup.Thaw();
        }
    }
}
