namespace Berth.Kernel.Cgroups;

public sealed partial class Cgroup
{
    /// <summary>How often the OOM killer struck in the group; null where that is not told.</summary>
    public long? OomKills =>
        Find("memory") is not { } memory ? null
        : memory.Hierarchy.Version == 2 ? memory.ReadKey("memory.events", "oom_kill"u8)
        : memory.ReadKey("memory.oom_control", "oom_kill"u8);

    /// <summary>Reads what the group uses. A group that does not exist has nothing.</summary>
    /// <exception cref="KernelException">A file cannot be read.</exception>
    public CgroupStats ReadStats()
    {
        var stats = new CgroupStats { OomKills = OomKills, Devices = BlockIoStats.Read(Find("blkio")) };
        if (Find("pids") is { } pids)
            stats = stats with { Pids = pids.ReadNumber("pids.current"), PidsLimit = pids.ReadNumber("pids.max") };
        return Cpu(Memory(stats));
    }

    private CgroupStats Cpu(CgroupStats stats)
    {
        const long nanosecondsPerTick = 10_000_000, nanosecondsPerMicrosecond = 1000;
        // Version 2 counts CPU time in every group, whether it has the controller or not.
        if (Find("cpuacct") is { } account)
        {
            CgroupDirectory? cpu = Find("cpu");
            return stats with
            {
                CpuUsage = account.ReadNumber("cpuacct.usage"),
                CpuUser = account.ReadKey("cpuacct.stat", "user"u8) * nanosecondsPerTick,
                CpuSystem = account.ReadKey("cpuacct.stat", "system"u8) * nanosecondsPerTick,
                CpuPeriods = cpu?.ReadKey("cpu.stat", "nr_periods"u8),
                CpuThrottledPeriods = cpu?.ReadKey("cpu.stat", "nr_throttled"u8),
                CpuThrottledTime = cpu?.ReadKey("cpu.stat", "throttled_time"u8),
            };
        }
        if (Unified is not { } unified)
            return stats;
        return stats with
        {
            CpuUsage = unified.ReadKey("cpu.stat", "usage_usec"u8) * nanosecondsPerMicrosecond,
            CpuUser = unified.ReadKey("cpu.stat", "user_usec"u8) * nanosecondsPerMicrosecond,
            CpuSystem = unified.ReadKey("cpu.stat", "system_usec"u8) * nanosecondsPerMicrosecond,
            CpuPeriods = unified.ReadKey("cpu.stat", "nr_periods"u8),
            CpuThrottledPeriods = unified.ReadKey("cpu.stat", "nr_throttled"u8),
            CpuThrottledTime = unified.ReadKey("cpu.stat", "throttled_usec"u8) * nanosecondsPerMicrosecond,
        };
    }

    private CgroupStats Memory(CgroupStats stats)
    {
        if (Find("memory") is not { } memory)
            return stats;
        Dictionary<string, ulong> details = [];
        foreach (string line in (memory.Read("memory.stat") ?? "").Split('\n'))
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && ulong.TryParse(line.AsSpan(space + 1), out ulong value))
                details[line[..space]] = value;
        }
        if (memory.Hierarchy.Version == 1)
        {
            long? limit = memory.ReadNumber("memory.limit_in_bytes"), usage = memory.ReadNumber("memory.usage_in_bytes");
            return stats with
            {
                MemoryDetails = details,
                MemoryUsage = usage,
                MemoryMaxUsage = memory.ReadNumber("memory.max_usage_in_bytes"),
                MemoryLimit = limit >= Unlimited ? null : limit,
                MemoryInactiveFile = Detail(details, "total_inactive_file"),
                SwapUsage = memory.ReadNumber("memory.memsw.usage_in_bytes") - usage,
            };
        }
        return stats with
        {
            MemoryDetails = details,
            MemoryUsage = memory.ReadNumber("memory.current"),
            MemoryMaxUsage = memory.ReadNumber("memory.peak"),
            MemoryLimit = memory.ReadNumber("memory.max"),
            MemoryInactiveFile = Detail(details, "inactive_file"),
            SwapUsage = memory.ReadNumber("memory.swap.current"),
        };
    }

    private static long? Detail(Dictionary<string, ulong> details, string key) => details.TryGetValue(key, out ulong value) ? (long)value : null;
}
