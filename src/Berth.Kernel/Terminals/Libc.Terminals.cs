using System.Runtime.InteropServices;

namespace Berth.Kernel;

internal static unsafe partial class Libc
{
    [LibraryImport(Name, EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int terminal_ioctl(int fd, nuint request, void* argument);

    [LibraryImport(Name, EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int terminal_ioctl(int fd, nuint request, nint argument);

    [LibraryImport(Name, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int terminal_open(string path, int flags);

    [LibraryImport(Name, EntryPoint = "write", SetLastError = true)]
    internal static partial nint stream_write(int fd, byte* data, nint length);

    [LibraryImport(Name, EntryPoint = "read", SetLastError = true)]
    internal static partial nint stream_read(int fd, byte* data, nint length);

    [LibraryImport(Name, EntryPoint = "eventfd", SetLastError = true)]
    internal static partial int signal_eventfd(uint initial, int flags);
}
