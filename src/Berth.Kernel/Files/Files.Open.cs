using System.Diagnostics.CodeAnalysis;

namespace Berth.Kernel;

/// <summary>
/// Files by descriptor and relative path. Methods named Try return the errno (<see cref="Errno.None"/> on success) and never throw for it;
/// the others throw <see cref="KernelException"/>. Where a directory is asked for, null stands for the working directory (AT_FDCWD).
/// </summary>
public static unsafe partial class Files
{
    internal static int Number(Fd? dir) => dir is null ? Libc.AtFdCwd : dir.Number;

    public static Fd Open(LinuxPath path, OpenFlags flags, uint mode = 0) => OpenAt(null, path, flags, mode);

    public static Errno TryOpen(LinuxPath path, OpenFlags flags, out Fd fd, uint mode = 0) => TryOpenAt(null, path, flags, out fd, mode);

    public static Fd OpenAt(Fd? dir, LinuxPath path, OpenFlags flags, uint mode = 0)
    {
        Errno errno = TryOpenAt(dir, path, flags, out Fd fd, mode);
        return errno == Errno.None ? fd : throw new KernelException("open", path.ToString(), errno);
    }

    /// <summary>openat(2). On failure <paramref name="fd"/> is an invalid handle, which needs no disposal.</summary>
    public static Errno TryOpenAt(Fd? dir, LinuxPath path, OpenFlags flags, out Fd fd, uint mode = 0)
    {
        int number;
        Errno errno;
        do
        {
            fixed (byte* p = path) number = Libc.openat(Number(dir), p, flags.Native(), mode);
            errno = number < 0 ? Libc.LastErrno : Errno.None;
        }
        while (errno == Errno.EINTR);
        fd = number < 0 ? new Fd() : new Fd(number);
        return errno;
    }

    /// <summary>openat2(2), Linux 5.6: a path resolved under restrictions, whatever anyone does to the tree meanwhile.</summary>
    public static Fd OpenAt2(Fd? dir, LinuxPath path, OpenFlags flags, ResolveFlags resolve, uint mode = 0)
    {
        Errno errno = TryOpenAt2(dir, path, flags, resolve, out Fd fd, mode);
        return errno == Errno.None ? fd : throw new KernelException("open", path.ToString(), errno);
    }

    /// <summary>As <see cref="OpenAt2"/>. A rename racing with the walk makes the kernel say EAGAIN; that is retried a bounded number of times.</summary>
    public static Errno TryOpenAt2(Fd? dir, LinuxPath path, OpenFlags flags, ResolveFlags resolve, out Fd fd, uint mode = 0)
    {
        // openat2 refuses a mode without O_CREAT or O_TMPFILE, where openat ignores it.
        bool creates = (flags & OpenFlags.Create) != 0 || (flags & OpenFlags.TemporaryFile) == OpenFlags.TemporaryFile;
        var how = new Libc.OpenHow { Flags = (uint)flags.Native(), Mode = creates ? mode : 0, Resolve = (ulong)resolve };
        Errno errno;
        for (int attempt = 0; ; attempt++)
        {
            int number;
            fixed (byte* p = path) number = (int)Libc.syscall(SyscallNumber.Openat2, Number(dir), (nint)p, (nint)(&how), sizeof(Libc.OpenHow), 0, 0);
            if (number >= 0)
            {
                fd = new Fd(number);
                return Errno.None;
            }
            errno = Libc.LastErrno;
            if (errno != Errno.EINTR && (errno != Errno.EAGAIN || attempt >= 128)) break;
        }
        fd = new Fd();
        return errno;
    }

    /// <summary>A second descriptor for the same directory or file, opened anew through /proc (an O_PATH descriptor becomes usable).</summary>
    public static Fd Reopen(Fd fd, OpenFlags flags) => OpenAt(null, fd.ProcPath, flags);
}
