using Berth.Kernel.Security;

namespace Berth.Kernel.Cgroups;

/// <summary>
/// Limits for a cgroup in the units of version 1, as the OCI runtime specification has them; null leaves a limit as it is. They are
/// converted where the controller is in version 2.
/// </summary>
public sealed record CgroupLimits
{
    /// <summary>Bytes; -1 is unlimited.</summary>
    public long? Memory { get; init; }

    /// <summary>Bytes: what the group keeps under memory pressure.</summary>
    public long? MemoryReservation { get; init; }

    /// <summary>Bytes of memory and swap together; -1 is unlimited.</summary>
    public long? MemoryAndSwap { get; init; }

    /// <summary>0 to 100; version 1 only.</summary>
    public ulong? Swappiness { get; init; }

    /// <summary>Version 1 only.</summary>
    public bool DisableOomKiller { get; init; }

    /// <summary>Whether a memory limit below the present use is refused.</summary>
    public bool CheckMemory { get; init; }

    /// <summary>2 to 262144, 1024 is usual.</summary>
    public ulong? CpuShares { get; init; }

    /// <summary>Microseconds a period; zero or less is unlimited.</summary>
    public long? CpuQuota { get; init; }

    /// <summary>Microseconds; 100000 is usual.</summary>
    public ulong? CpuPeriod { get; init; }

    public ulong? CpuBurst { get; init; }

    public long? CpuRealtimeRuntime { get; init; }

    public ulong? CpuRealtimePeriod { get; init; }

    public long? CpuIdle { get; init; }

    public string? CpusetCpus { get; init; }

    public string? CpusetMems { get; init; }

    /// <summary>Zero or less is unlimited.</summary>
    public long? Pids { get; init; }

    /// <summary>10 to 1000.</summary>
    public ushort? BlkioWeight { get; init; }

    public IReadOnlyList<BlockDeviceLimit> BlkioWeights { get; init; } = [];

    public IReadOnlyList<BlockDeviceLimit> ReadBytesPerSecond { get; init; } = [];

    public IReadOnlyList<BlockDeviceLimit> WriteBytesPerSecond { get; init; } = [];

    public IReadOnlyList<BlockDeviceLimit> ReadsPerSecond { get; init; } = [];

    public IReadOnlyList<BlockDeviceLimit> WritesPerSecond { get; init; } = [];

    /// <summary>Bytes by page size (<c>2MB</c>).</summary>
    public IReadOnlyList<KeyValuePair<string, ulong>> HugePages { get; init; } = [];

    public IReadOnlyList<RdmaDeviceLimit> Rdma { get; init; } = [];

    public uint? NetworkClass { get; init; }

    /// <summary>Priorities by interface; version 1 only.</summary>
    public IReadOnlyList<KeyValuePair<string, uint>> NetworkPriorities { get; init; } = [];

    /// <summary>Version 2's files by name, written as they are.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Unified { get; init; } = [];

    /// <summary>In order, the last that matches decides; null leaves device access alone.</summary>
    public IReadOnlyList<DeviceAccessRule>? Devices { get; init; }

    /// <summary>Version 2's weight (1 to 10000) for version 1's shares.</summary>
    public static ulong CpuWeight(ulong shares) => CpuLimits.Weight(shares);
}

/// <summary>A number for one block device.</summary>
public readonly record struct BlockDeviceLimit(long Major, long Minor, ulong Value);

/// <summary>Limits for one RDMA device; null is unlimited.</summary>
public readonly record struct RdmaDeviceLimit(string Device, uint? Handles, uint? Objects);

/// <summary>A limit that could not be set.</summary>
/// <param name="Setting">What was to be set, e.g. <c>memory.max</c>, or the controller that is missing.</param>
/// <param name="Reason">Why not, in words.</param>
public readonly record struct CgroupWarning(string Setting, string Reason)
{
    /// <summary>The field of the OCI runtime specification's resources that asked for it, e.g. <c>memory</c> or <c>hugepageLimits</c>; empty when none did.</summary>
    public string Field { get; init; } = "";

    public override string ToString() => $"{Setting}: {Reason}";
}
