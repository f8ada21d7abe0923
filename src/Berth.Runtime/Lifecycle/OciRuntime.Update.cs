using Berth.Kernel.Cgroups;
using Berth.Oci;
using Berth.Oci.Runtime;
using Berth.Runtime.Cgroups;

namespace Berth.Runtime.Lifecycle;

public sealed partial class OciRuntime
{
    /// <summary>Changes a container's limits. What is null, or zero, stays as it is; devices are not changed.</summary>
    /// <exception cref="EngineException">The container has stopped, or a limit cannot be set; its field is named.</exception>
    public void Update(string id, Resources resources)
    {
        RuntimeRecord record = Get(id);
        if (StatusOf(record) == RuntimeStatus.Stopped)
        {
            throw new EngineException(ErrorKind.Conflict, "container not running");
        }

        Cgroup cgroup = CgroupOf(record);
        CgroupLimits limits = Changed(resources, cgroup).ToLimits();
        if (record.SystemdUnit is { } unit)
        {
            SystemdScope.Update(Host, unit, limits);
        }

        if (cgroup.Apply(limits) is [var refused, ..])
        {
            throw ContainerCgroup.Refusal(refused);
        }
    }

    /// <summary>What the container uses now.</summary>
    public CgroupStats Statistics(string id) => CgroupOf(Get(id)).ReadStats();

    /// <summary>What <see cref="Statistics"/> leaves out.</summary>
    public CgroupDetails StatisticsDetails(string id) => CgroupOf(Get(id)).ReadDetails();

    private static Resources Changed(Resources given, Cgroup cgroup)
    {
        MemoryResources? memory = given.Memory is not { } m ? null
            : m with { Limit = Nonzero(m.Limit), Reservation = Nonzero(m.Reservation), Swap = Nonzero(m.Swap), Kernel = null, KernelTcp = null };
        if (memory is { Swap: > 0, Limit: null })
        {
            // Cgroup v2 counts swap apart: the sum needs the other part.
            memory = memory with { Limit = cgroup.ReadStats().MemoryLimit };
        }

        return given with
        {
            Devices = null,
            Memory = memory,
            Pids = Nonzero(given.Pids?.Limit) is { } pids ? new PidsResources { Limit = pids } : null,
            BlockIo = given.BlockIo is { Weight: 0 } io ? io with { Weight = null } : given.BlockIo,
        };
    }

    private static long? Nonzero(long? value) => value == 0 ? null : value;
}
