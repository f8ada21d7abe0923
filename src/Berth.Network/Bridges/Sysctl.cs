using System.Text;
using Berth.Kernel;

namespace Berth.Network;

/// <summary>
/// Kernel parameters below /proc/sys/net of the calling thread's network namespace. A parameter that does not exist (a kernel without
/// IPv6) is left alone.
/// </summary>
internal static class Sysctl
{
    /// <summary>Null when it does not exist.</summary>
    internal static string? Read(string name) => Files.ReadAllText(null, PathOf(name), 4096)?.Trim();

    /// <summary>Writes a value unless it is there already, which also works where /proc/sys is read-only.</summary>
    internal static void Set(string name, string value)
    {
        if (Read(name) is not { } current || current == value) return;
        Errno errno = Files.TryOpen(PathOf(name), OpenFlags.WriteOnly, out Fd file);
        using (file)
        {
            if (errno == Errno.None) errno = Files.TryWrite(file, Encoding.ASCII.GetBytes(value));
        }
        if (errno != Errno.None) throw new KernelException("set sysctl", $"{name}={value}", errno);
    }

    private static string PathOf(string name) => "/proc/sys/net/" + name;
}
