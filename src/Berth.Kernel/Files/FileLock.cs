namespace Berth.Kernel;

/// <summary>
/// An flock(2) on an open file; released when disposed or when the process dies. It belongs to the open file, not to the process, so two
/// holders in one process exclude each other.
/// </summary>
public sealed class FileLock : IDisposable
{
    private readonly Fd fd;

    private FileLock(Fd fd) => this.fd = fd;

    /// <summary>Waits for the lock on a file, made if it is missing (mode 0600).</summary>
    public static FileLock Acquire(Fd? dir, string path, bool shared = false)
    {
        Fd fd = Files.OpenAt(dir, path, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.NoFollow, 0x180);
        Errno errno = TryLock(fd, shared, wait: true);
        if (errno == Errno.None) return new FileLock(fd);
        fd.Dispose();
        throw new KernelException("lock", path, errno);
    }

    /// <summary>Null when someone else holds it. The file is made if it is missing (mode 0600).</summary>
    public static FileLock? TryAcquire(Fd? dir, string path, bool shared = false)
    {
        Fd fd = Files.OpenAt(dir, path, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.NoFollow, 0x180);
        Errno errno = TryLock(fd, shared, wait: false);
        if (errno == Errno.None) return new FileLock(fd);
        fd.Dispose();
        return errno == Errno.EAGAIN ? null : throw new KernelException("lock", path, errno);
    }

    /// <summary>flock(2) on a descriptor that the caller keeps (a directory will do). EAGAIN when held and not waiting.</summary>
    public static Errno TryLock(Fd fd, bool shared, bool wait)
    {
        int operation = (shared ? 1 : 2) | (wait ? 0 : 4);
        while (true)
        {
            if (Libc.flock(fd.Number, operation) == 0) return Errno.None;
            if (Libc.LastErrno != Errno.EINTR) return Libc.LastErrno;
        }
    }

    public void Dispose() => fd.Dispose();
}
