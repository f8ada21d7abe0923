using System.Runtime.InteropServices;

namespace Berth.Kernel;

internal static unsafe partial class Libc
{
    internal const int AF_NETLINK = 16;
    internal const int SOCK_RAW = 3;
    internal const int SOCK_CLOEXEC = 0x80000;
    internal const int SOL_SOCKET = 1;
    internal const int SO_RCVTIMEO = 20;
    internal const int SOL_NETLINK = 270;
    internal const int NETLINK_CAP_ACK = 10;
    internal const int NETLINK_EXT_ACK = 11;
    internal const int MSG_DONTWAIT = 0x40;
    internal const int MSG_TRUNC = 0x20;

    [LibraryImport(Name, EntryPoint = "setsockopt", SetLastError = true)]
    internal static partial int netlink_setsockopt(int fd, int level, int option, void* value, uint size);

    [LibraryImport(Name, EntryPoint = "send", SetLastError = true)]
    internal static partial nint netlink_send(int fd, byte* data, nuint size, int flags);

    [LibraryImport(Name, EntryPoint = "recv", SetLastError = true)]
    internal static partial nint netlink_recv(int fd, byte* buffer, nuint size, int flags);
}
