namespace Berth.Kernel.Cgroups;

/// <summary>What a cgroup uses and has used; null where the kernel does not tell.</summary>
public sealed record CgroupStats
{
    /// <summary>CPU time in nanoseconds.</summary>
    public long? CpuUsage { get; init; }

    public long? CpuUser { get; init; }

    public long? CpuSystem { get; init; }

    /// <summary>Periods in which the quota could have struck, in which it did, and the time lost (nanoseconds).</summary>
    public long? CpuPeriods { get; init; }

    public long? CpuThrottledPeriods { get; init; }

    public long? CpuThrottledTime { get; init; }

    /// <summary>Bytes, the page cache included.</summary>
    public long? MemoryUsage { get; init; }

    public long? MemoryMaxUsage { get; init; }

    /// <summary>Bytes; null is unlimited.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Bytes of file cache that nobody has used lately: docker's <c>stats</c> leaves them out of the usage.</summary>
    public long? MemoryInactiveFile { get; init; }

    /// <summary>Every line of memory.stat.</summary>
    public IReadOnlyDictionary<string, ulong> MemoryDetails { get; init; } = new Dictionary<string, ulong>();

    public long? SwapUsage { get; init; }

    /// <summary>Processes that the OOM killer killed here.</summary>
    public long? OomKills { get; init; }

    public long? Pids { get; init; }

    /// <summary>Null is unlimited.</summary>
    public long? PidsLimit { get; init; }

    public IReadOnlyList<BlockDeviceStats> Devices { get; init; } = [];
}

/// <summary>What a cgroup has read from and written to one block device.</summary>
public readonly record struct BlockDeviceStats(long Major, long Minor, ulong ReadBytes, ulong WrittenBytes, ulong Reads, ulong Writes);
