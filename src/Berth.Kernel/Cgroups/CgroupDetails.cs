namespace Berth.Kernel.Cgroups;

/// <summary>What a cgroup tells beyond <see cref="CgroupStats"/>: for whoever watches closely. Null, or empty, where the kernel does not tell.</summary>
public sealed record CgroupDetails
{
    /// <summary>CPU time in nanoseconds of each processor; version 1 alone counts by processor.</summary>
    public IReadOnlyList<ulong> CpuPerProcessor { get; init; } = [];

    public IReadOnlyList<ulong> CpuPerProcessorKernel { get; init; } = [];

    public IReadOnlyList<ulong> CpuPerProcessorUser { get; init; } = [];

    /// <summary>The processors and memory nodes in effect, by number.</summary>
    public IReadOnlyList<uint> Cpus { get; init; } = [];

    public IReadOnlyList<uint> MemoryNodes { get; init; } = [];

    /// <summary>The names of a cpuset's switches, version 1: files without <c>cpuset.</c> in front.</summary>
    public static IReadOnlyList<string> CpusetFlagNames { get; } =
    [
        "cpu_exclusive", "mem_hardwall", "mem_exclusive", "memory_migrate", "memory_spread_page", "memory_spread_slab", "memory_pressure",
        "sched_load_balance", "sched_relax_domain_level",
    ];

    /// <summary>Their values, by name.</summary>
    public IReadOnlyDictionary<string, long> CpusetFlags { get; init; } = new Dictionary<string, long>();

    /// <summary>How often a limit of memory was reached.</summary>
    public long? MemoryFailures { get; init; }

    public CounterStats? Swap { get; init; }

    /// <summary>Kernel memory, version 1.</summary>
    public CounterStats? Kernel { get; init; }

    /// <summary>Kernel memory of TCP buffers, version 1.</summary>
    public CounterStats? KernelTcp { get; init; }

    /// <summary>By page size, e.g. <c>2MB</c>.</summary>
    public IReadOnlyDictionary<string, CounterStats> HugePages { get; init; } = new Dictionary<string, CounterStats>();

    public PressureStats? CpuPressure { get; init; }

    public PressureStats? MemoryPressure { get; init; }

    public PressureStats? IoPressure { get; init; }
}

/// <summary>A counter of bytes with its limit, null being unlimited; how often the limit was reached.</summary>
public readonly record struct CounterStats(long? Usage, long? MaxUsage, long? Limit, long? Failures);

/// <summary>Pressure stall information: the share of time in which some, or all, tasks waited. Linux, Documentation/accounting/psi.rst.</summary>
public sealed record PressureStats(PressureLine Some, PressureLine Full);

/// <summary>Percent over the last 10, 60 and 300 seconds, and microseconds in all.</summary>
public readonly record struct PressureLine(double Average10, double Average60, double Average300, ulong Total);
