using System.Runtime.InteropServices;

namespace Berth.Kernel;

internal static unsafe partial class Libc
{
    internal const short PollIn = 1;
    internal const short PollOut = 4;
    internal const short PollError = 8;
    internal const short PollHangUp = 16;
    internal const int P_PIDFD = 3;
    internal const int WEXITED = 4;
    internal const int WNOHANG = 1;
    internal const int WNOWAIT = 0x0100_0000;

    [StructLayout(LayoutKind.Sequential)]
    internal struct PollFd
    {
        public int Fd;
        public short Events;
        public short Returned;
    }

    /// <summary>The head of siginfo_t for SIGCHLD (128 bytes in all), sigaction(2).</summary>
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    internal struct ChildInfo
    {
        public int Signal;
        public int Errno;
        public int Code;
        public int Padding;
        public int Pid;
        public uint Uid;
        public int Status;
    }

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int poll(PollFd* fds, nuint count, int timeoutMilliseconds);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int pipe2(int* ends, int flags);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int setns(int fd, int type);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int waitid(int type, int id, ChildInfo* info, int options);

    [LibraryImport(Name)]
    internal static partial int* __errno_location();

    [LibraryImport(Name)]
    internal static partial int pthread_sigmask(int how, ulong* set, ulong* old);

    [LibraryImport(Name)]
    internal static partial int posix_spawn(int* pid, byte* path, void* fileActions, void* attributes, byte** argv, byte** envp);

    [LibraryImport(Name)]
    internal static partial int posix_spawn_file_actions_init(void* actions);

    [LibraryImport(Name)]
    internal static partial int posix_spawn_file_actions_destroy(void* actions);

    [LibraryImport(Name)]
    internal static partial int posix_spawn_file_actions_adddup2(void* actions, int from, int to);

    [LibraryImport(Name)]
    internal static partial int posix_spawn_file_actions_addchdir_np(void* actions, byte* path);

    [LibraryImport(Name)]
    internal static partial int posix_spawnattr_init(void* attributes);

    [LibraryImport(Name)]
    internal static partial int posix_spawnattr_destroy(void* attributes);

    [LibraryImport(Name)]
    internal static partial int posix_spawnattr_setflags(void* attributes, short flags);

    [LibraryImport(Name)]
    internal static partial int posix_spawnattr_setsigmask(void* attributes, void* mask);

    [LibraryImport(Name)]
    internal static partial int posix_spawnattr_setsigdefault(void* attributes, void* mask);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int fcntl(int fd, int command, nint argument);
}
