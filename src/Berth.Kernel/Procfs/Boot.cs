using System.Buffers.Text;

namespace Berth.Kernel.Procfs;

/// <summary>The machine's present run.</summary>
public static class Boot
{
    /// <summary>A UUID that is new at each boot: pids and start times recorded under another one mean nothing.</summary>
    /// <exception cref="KernelException">procfs is not readable.</exception>
    public static string Id
    {
        get
        {
            Span<byte> buffer = stackalloc byte[64];
            int length = ProcFile.Read("/proc/sys/kernel/random/boot_id", buffer);
            return length > 0 ? ProcFile.Text(buffer[..length].TrimEnd((byte)'\n')) : throw new KernelException("read", "/proc/sys/kernel/random/boot_id", Errno.ENOENT);
        }
    }

    /// <summary>The time since boot, to a hundredth of a second.</summary>
    public static TimeSpan Uptime
    {
        get
        {
            Span<byte> buffer = stackalloc byte[64];
            int length = ProcFile.Read("/proc/uptime", buffer);
            return length > 0 && Utf8Parser.TryParse(buffer[..length], out double seconds, out _)
                ? TimeSpan.FromSeconds(seconds)
                : throw new KernelException("read", "/proc/uptime", Errno.ENOENT);
        }
    }
}
