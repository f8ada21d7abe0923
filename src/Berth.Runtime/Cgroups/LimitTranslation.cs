using Berth.Kernel.Cgroups;
using Berth.Kernel.Security;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Cgroups;

/// <summary>From the specification's resources to a cgroup's limits. config-linux.md "Control groups".</summary>
public static class LimitTranslation
{
    /// <summary>Devices that every container may use: config-linux.md "Default Devices", and making any node without using it.</summary>
    private static readonly DeviceAccessRule[] DefaultDevices =
    [
        new(true, DeviceKind.Character, null, null, DeviceAccess.MakeNode),
        new(true, DeviceKind.Block, null, null, DeviceAccess.MakeNode),
        new(true, DeviceKind.Character, 1, 3, DeviceAccess.All),
        new(true, DeviceKind.Character, 1, 5, DeviceAccess.All),
        new(true, DeviceKind.Character, 1, 7, DeviceAccess.All),
        new(true, DeviceKind.Character, 1, 8, DeviceAccess.All),
        new(true, DeviceKind.Character, 1, 9, DeviceAccess.All),
        new(true, DeviceKind.Character, 5, 0, DeviceAccess.All),
        new(true, DeviceKind.Character, 5, 2, DeviceAccess.All),
        new(true, DeviceKind.Character, 136, null, DeviceAccess.All),
    ];

    public static CgroupLimits ToLimits(this Resources resources) => new()
    {
        Memory = resources.Memory?.Limit,
        MemoryReservation = resources.Memory?.Reservation,
        MemoryAndSwap = resources.Memory?.Swap,
        Swappiness = resources.Memory?.Swappiness,
        DisableOomKiller = resources.Memory?.DisableOomKiller ?? false,
        CheckMemory = resources.Memory?.CheckBeforeUpdate ?? false,
        CpuShares = resources.Cpu?.Shares,
        CpuQuota = resources.Cpu?.Quota,
        CpuPeriod = resources.Cpu?.Period,
        CpuBurst = resources.Cpu?.Burst,
        CpuRealtimeRuntime = resources.Cpu?.RealtimeRuntime,
        CpuRealtimePeriod = resources.Cpu?.RealtimePeriod,
        CpuIdle = resources.Cpu?.Idle,
        CpusetCpus = resources.Cpu?.Cpus,
        CpusetMems = resources.Cpu?.Mems,
        Pids = resources.Pids?.Limit,
        BlkioWeight = resources.BlockIo?.Weight,
        BlkioWeights = Weights(resources.BlockIo?.WeightDevice),
        ReadBytesPerSecond = Rates(resources.BlockIo?.ThrottleReadBpsDevice),
        WriteBytesPerSecond = Rates(resources.BlockIo?.ThrottleWriteBpsDevice),
        ReadsPerSecond = Rates(resources.BlockIo?.ThrottleReadIopsDevice),
        WritesPerSecond = Rates(resources.BlockIo?.ThrottleWriteIopsDevice),
        HugePages = Array.ConvertAll(resources.HugepageLimits ?? [], l => KeyValuePair.Create(l.PageSize, l.Limit)),
        Rdma = [.. (resources.Rdma ?? new Dictionary<string, RdmaLimit>()).Select(r => new RdmaDeviceLimit(r.Key, r.Value.HcaHandles, r.Value.HcaObjects))],
        NetworkClass = resources.Network?.ClassId,
        NetworkPriorities = Array.ConvertAll(resources.Network?.Priorities ?? [], p => KeyValuePair.Create(p.Name, p.Priority)),
        Unified = resources.Unified is null ? [] : [.. resources.Unified],
        Devices = resources.Devices is { Length: > 0 } rules ? [.. Array.ConvertAll(rules, Rule), .. DefaultDevices] : null,
    };

    private static DeviceAccessRule Rule(DeviceRule rule)
    {
        DeviceKind kind = rule.Type switch
        {
            null or "a" or "" => DeviceKind.All,
            "c" => DeviceKind.Character,
            "b" => DeviceKind.Block,
            _ => throw new Oci.EngineException(Oci.ErrorKind.InvalidArgument, $"config.json: linux.resources.devices: unknown type '{rule.Type}'"),
        };
        DeviceAccess access = 0;
        foreach (char letter in rule.Access ?? "rwm")
        {
            access |= letter switch
            {
                'r' => DeviceAccess.Read,
                'w' => DeviceAccess.Write,
                'm' => DeviceAccess.MakeNode,
                _ => throw new Oci.EngineException(Oci.ErrorKind.InvalidArgument, $"config.json: linux.resources.devices: unknown access '{letter}'"),
            };
        }

        return new DeviceAccessRule(rule.Allow, kind, Any(rule.Major), Any(rule.Minor), access == 0 ? DeviceAccess.All : access);
    }

    /// <summary>-1 is every number in older files.</summary>
    private static long? Any(long? number) => number is < 0 ? null : number;

    private static BlockDeviceLimit[] Rates(ThrottleDevice[]? devices) => Array.ConvertAll(devices ?? [], d => new BlockDeviceLimit(d.Major, d.Minor, d.Rate));

    private static BlockDeviceLimit[] Weights(WeightDevice[]? devices) =>
        Array.ConvertAll(Array.FindAll(devices ?? [], d => d.Weight is not null), d => new BlockDeviceLimit(d.Major, d.Minor, d.Weight!.Value));
}
