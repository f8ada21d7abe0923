namespace Berth.Oci.Runtime;

/// <summary>CPU limits.</summary>
public sealed record CpuResources
{
    /// <summary>The relative weight, cgroup v1's <c>cpu.shares</c> (2 to 262144; 1024 is the default).</summary>
    public ulong? Shares { get; init; }

    /// <summary>Microseconds of CPU time per period; negative is unlimited.</summary>
    public long? Quota { get; init; }

    /// <summary>Microseconds that may be saved up beyond the quota.</summary>
    public ulong? Burst { get; init; }

    /// <summary>Microseconds.</summary>
    public ulong? Period { get; init; }

    public long? RealtimeRuntime { get; init; }

    public ulong? RealtimePeriod { get; init; }

    /// <summary>A CPU list, e.g. <c>0-3,7</c>.</summary>
    public string? Cpus { get; init; }

    /// <summary>A list of memory nodes.</summary>
    public string? Mems { get; init; }

    /// <summary>1 for SCHED_IDLE, 0 for the default.</summary>
    public long? Idle { get; init; }
}
