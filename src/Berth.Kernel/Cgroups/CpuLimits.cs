namespace Berth.Kernel.Cgroups;

/// <summary>CPU time, weights and placement.</summary>
internal static class CpuLimits
{
    internal static void Apply(LimitWriter writer, CgroupLimits limits)
    {
        writer.Field = "cpu";
        bool any = limits.CpuShares is not null || limits.CpuQuota is not null || limits.CpuPeriod is not null || limits.CpuBurst is not null
            || limits.CpuRealtimeRuntime is not null || limits.CpuRealtimePeriod is not null || limits.CpuIdle is not null;
        if (any && writer.Need("cpu", "cpu") is { } directory)
        {
            if (directory.Hierarchy.Version == 1)
                ApplyFirst(writer, directory, limits);
            else
                ApplySecond(writer, directory, limits);
        }
        if ((limits.CpusetCpus is not null || limits.CpusetMems is not null) && writer.Need("cpuset", "cpuset") is { } cpuset)
        {
            if (limits.CpusetCpus is { Length: > 0 } cpus)
                writer.Write(cpuset, "cpuset.cpus", cpus);
            if (limits.CpusetMems is { Length: > 0 } mems)
                writer.Write(cpuset, "cpuset.mems", mems);
        }
    }

    private static void ApplyFirst(LimitWriter writer, CgroupDirectory directory, CgroupLimits limits)
    {
        if (limits.CpuShares is > 0 and { } shares)
            writer.Write(directory, "cpu.shares", $"{shares}");
        if (limits.CpuPeriod is > 0 and { } period)
        {
            // The old quota may be too much for the new period: then the new quota has to be there first.
            Errno errno = directory.Write("cpu.cfs_period_us", $"{period}");
            if (errno == Errno.EINVAL && limits.CpuQuota is { } quota)
            {
                writer.Write(directory, "cpu.cfs_quota_us", $"{quota}");
                errno = directory.Write("cpu.cfs_period_us", $"{period}");
            }
            if (errno != Errno.None)
                writer.Fail("cpu.cfs_period_us", $"{period}", errno);
        }
        if (limits.CpuBurst == 0)
            writer.Write(directory, "cpu.cfs_burst_us", "0");
        if (limits.CpuQuota is { } limit && limit != 0)
            writer.Write(directory, "cpu.cfs_quota_us", limit < 0 ? "-1" : $"{limit}");
        if (limits.CpuBurst is > 0 and { } burst)
            writer.Write(directory, "cpu.cfs_burst_us", $"{burst}");
        if (limits.CpuRealtimePeriod is > 0 and { } realtimePeriod)
            writer.Write(directory, "cpu.rt_period_us", $"{realtimePeriod}");
        if (limits.CpuRealtimeRuntime is { } runtime && runtime != 0)
            writer.Write(directory, "cpu.rt_runtime_us", $"{runtime}");
        if (limits.CpuIdle is { } idle)
            writer.Write(directory, "cpu.idle", $"{idle}");
    }

    private static void ApplySecond(LimitWriter writer, CgroupDirectory directory, CgroupLimits limits)
    {
        if (limits.CpuIdle is { } idle)
            writer.Write(directory, "cpu.idle", $"{idle}");
        // An idle group has no weight.
        if (limits.CpuShares is > 0 and { } shares && limits.CpuIdle is not 1)
            writer.Write(directory, "cpu.weight", $"{Weight(shares)}");
        if (limits.CpuBurst == 0)
            writer.Write(directory, "cpu.max.burst", "0");
        if (limits.CpuQuota is not (null or 0) || limits.CpuPeriod is > 0)
        {
            string quota = limits.CpuQuota is > 0 and { } value ? $"{value}" : "max";
            if (limits.CpuQuota is null or 0 && directory.Read("cpu.max") is { } present)
                quota = present.Split(' ')[0];
            writer.Write(directory, "cpu.max", limits.CpuPeriod is > 0 and { } period ? $"{quota} {period}" : quota);
        }
        if (limits.CpuBurst is > 0 and { } burst)
            writer.Write(directory, "cpu.max.burst", $"{burst}");
        if (limits.CpuRealtimeRuntime is not (null or 0) || limits.CpuRealtimePeriod is > 0)
            writer.Warn("cpu.rt_runtime_us", "cgroup v2 does not control realtime scheduling");
    }

    /// <summary>
    /// Version 2's weight for version 1's shares: the curve that runc and crun use, through (2, 1), (1024, 100) and (262144, 10000).
    /// </summary>
    internal static ulong Weight(ulong shares)
    {
        if (shares <= 2)
            return 1;
        if (shares >= 262144)
            return 10000;
        double exponent = Math.Log2(shares);
        return (ulong)Math.Ceiling(Math.Pow(10, (exponent * exponent + 125 * exponent) / 612.0 - 7.0 / 34.0));
    }
}
