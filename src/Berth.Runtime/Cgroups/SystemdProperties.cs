using Berth.Kernel.Cgroups;
using Berth.Kernel.Systemd;

namespace Berth.Runtime.Cgroups;

/// <summary>
/// Limits as properties of a unit, systemd.resource-control(5). The cgroup's files get the exact values besides: what systemd is told here is
/// what it writes when it sets its units up anew, after a daemon-reload for example.
/// </summary>
internal static class SystemdProperties
{
    public static List<UnitProperty> Of(CgroupLimits limits, bool isUnified)
    {
        var properties = new List<UnitProperty>();
        if (limits.Memory is { } memory and not 0)
        {
            properties.Add(new UnitProperty.Number(isUnified ? "MemoryMax" : "MemoryLimit", Bytes(memory)));
        }

        if (isUnified && limits.MemoryReservation is { } reservation and not 0)
        {
            properties.Add(new UnitProperty.Number("MemoryLow", Bytes(reservation)));
        }

        if (isUnified && limits.MemoryAndSwap is { } both and not 0)
        {
            properties.Add(new UnitProperty.Number("MemorySwapMax", both < 0 ? ulong.MaxValue : Bytes(Math.Max(0, both - (limits.Memory ?? 0)))));
        }

        if (limits.CpuShares is > 0 and { } shares)
        {
            properties.Add(isUnified ? new UnitProperty.Number("CPUWeight", CgroupLimits.CpuWeight(shares)) : new UnitProperty.Number("CPUShares", shares));
        }

        if (limits.CpuQuota is { } quota and not 0)
        {
            ulong period = limits.CpuPeriod is > 0 and { } given ? given : 100_000;
            // systemd counts in hundredths of a processor and rounds up.
            properties.Add(new UnitProperty.Number("CPUQuotaPerSecUSec", quota < 0 ? ulong.MaxValue : ((ulong)quota * 1_000_000 / period + 9_999) / 10_000 * 10_000));
            if (limits.CpuPeriod is > 0)
            {
                properties.Add(new UnitProperty.Number("CPUQuotaPeriodUSec", period));
            }
        }

        if (limits.Pids is { } pids and not 0)
        {
            properties.Add(new UnitProperty.Number("TasksMax", pids < 0 ? ulong.MaxValue : (ulong)pids));
        }

        if (limits.BlkioWeight is > 0 and { } weight && !isUnified)
        {
            properties.Add(new UnitProperty.Number("BlockIOWeight", weight));
        }

        return properties;
    }

    private static ulong Bytes(long bytes) => bytes < 0 ? ulong.MaxValue : (ulong)bytes;
}
