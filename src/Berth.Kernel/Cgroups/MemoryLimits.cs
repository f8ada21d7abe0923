namespace Berth.Kernel.Cgroups;

/// <summary>Memory and swap.</summary>
internal static class MemoryLimits
{
    internal static void Apply(LimitWriter writer, CgroupLimits limits)
    {
        writer.Field = "memory";
        if (limits is { Memory: null, MemoryReservation: null, MemoryAndSwap: null, Swappiness: null, DisableOomKiller: false })
            return;
        if (writer.Need("memory", "memory") is not { } directory)
            return;
        bool first = directory.Hierarchy.Version == 1;
        if (limits.CheckMemory && limits.Memory is > 0 and { } wanted
            && directory.ReadNumber(first ? "memory.usage_in_bytes" : "memory.current") is { } used && used > wanted)
        {
            writer.Fail(first ? "memory.limit_in_bytes" : "memory.max", $"{wanted} (in use: {used})", Errno.EBUSY);
            return;
        }
        if (first)
            ApplyFirst(writer, directory, limits);
        else
            ApplySecond(writer, directory, limits);
    }

    private static void ApplyFirst(LimitWriter writer, CgroupDirectory directory, CgroupLimits limits)
    {
        // Memory and swap together may never be less than memory alone: when raising the one, the other has to go first.
        long? both = limits.MemoryAndSwap ?? (limits.Memory == -1 && directory.HasFile("memory.memsw.limit_in_bytes") ? -1 : null);
        bool bothDone = false;
        if (limits.Memory is { } memory)
        {
            Errno errno = directory.Write("memory.limit_in_bytes", $"{memory}");
            if (errno == Errno.EINVAL && both is not null)
            {
                writer.Write(directory, "memory.memsw.limit_in_bytes", $"{both}");
                bothDone = true;
                errno = directory.Write("memory.limit_in_bytes", $"{memory}");
            }
            if (errno != Errno.None)
                writer.Fail("memory.limit_in_bytes", $"{memory}", errno);
        }
        if (both is not null && !bothDone)
            writer.Write(directory, "memory.memsw.limit_in_bytes", $"{both}");
        if (limits.MemoryReservation is { } reservation)
            writer.Write(directory, "memory.soft_limit_in_bytes", $"{reservation}");
        if (limits.Swappiness is { } swappiness)
            writer.Write(directory, "memory.swappiness", $"{swappiness}");
        if (limits.DisableOomKiller)
            writer.Write(directory, "memory.oom_control", "1");
    }

    private static void ApplySecond(LimitWriter writer, CgroupDirectory directory, CgroupLimits limits)
    {
        // Version 2 counts swap apart.
        if (limits.MemoryAndSwap is { } both)
        {
            if (both < 0)
                writer.Write(directory, "memory.swap.max", "max");
            else if (limits.Memory is null or < 0)
                writer.Warn("memory.swap.max", "a limit of memory and swap needs a limit of memory");
            else if (both < limits.Memory)
                writer.Warn("memory.swap.max", "the limit of memory and swap is below that of memory");
            else
                writer.Write(directory, "memory.swap.max", $"{both - limits.Memory.Value}");
        }
        else if (limits.Memory == -1)
        {
            LimitWriter.Try(directory, "memory.swap.max", "max");
        }
        if (limits.Memory is { } memory)
            writer.Write(directory, "memory.max", memory < 0 ? "max" : $"{memory}");
        if (limits.MemoryReservation is { } reservation)
            writer.Write(directory, "memory.low", reservation < 0 ? "max" : $"{reservation}");
        if (limits.Swappiness is not null)
            writer.Warn("memory.swappiness", "cgroup v2 has no swappiness");
        if (limits.DisableOomKiller)
            writer.Warn("memory.oom_control", "cgroup v2 cannot switch the OOM killer off");
    }
}
