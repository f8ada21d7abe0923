using Berth.Kernel;

namespace Berth.Runtime;

/// <summary>Paths of /proc and /sys that a container may not see, or not change. A superset of Docker's and runc's.</summary>
public static class SystemPaths
{
    public static string[] Masked()
    {
        List<string> paths =
        [
            "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi",
            "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/devices/virtual/tpm", "/sys/firmware",
        ];
        // One counter per CPU, where the processor has them: they tell what the neighbours do.
        for (int cpu = 0; cpu < Environment.ProcessorCount; cpu++)
        {
            string path = $"/sys/devices/system/cpu/cpu{cpu}/thermal_throttle";
            if (Files.TryStatus(null, path, out _) != Errno.None) break;
            paths.Add(path);
        }
        return [.. paths];
    }

    public static string[] ReadOnly() => ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];
}
