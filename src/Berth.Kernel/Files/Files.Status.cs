namespace Berth.Kernel;

public static unsafe partial class Files
{
    /// <summary>statx(2) of a name; a symbolic link at its end is not followed unless <paramref name="follow"/>.</summary>
    public static Errno TryStatus(Fd? dir, LinuxPath path, out FileStatus status, bool follow = false) =>
        TryStatx(Number(dir), path, follow ? 0 : Libc.AtSymlinkNoFollow, out status);

    public static FileStatus Status(Fd? dir, LinuxPath path, bool follow = false)
    {
        Demand(TryStatus(dir, path, out FileStatus status, follow), "stat", path);
        return status;
    }

    /// <summary>statx(2) of an open file (O_PATH too).</summary>
    public static FileStatus Status(Fd fd)
    {
        Errno errno = TryStatx(fd.Number, ""u8, Libc.AtEmptyPath, out FileStatus status);
        return errno == Errno.None ? status : throw new KernelException("stat", fd.ToString(), errno);
    }

    private static Errno TryStatx(int dir, LinuxPath path, int flags, out FileStatus status)
    {
        const uint basicAndMountId = 0x7ff | 0x1000;
        const ulong mountRoot = 0x2000;
        Libc.Statx s;
        int result;
        fixed (byte* p = path) result = Libc.statx(dir, p, flags, basicAndMountId, &s);
        if (result < 0)
        {
            status = default;
            return Libc.LastErrno;
        }
        status = new FileStatus(
            s.Mode, s.Uid, s.Gid, s.Links, s.Inode, (long)s.Size, (long)s.Blocks,
            new FileTime(s.Modified.Seconds, s.Modified.Nanoseconds), new FileTime(s.Changed.Seconds, s.Changed.Nanoseconds),
            new DeviceNumber(s.DeviceMajor, s.DeviceMinor), new DeviceNumber(s.RawDeviceMajor, s.RawDeviceMinor),
            (s.Mask & 0x1000) != 0 ? s.MountId : 0, (s.Attributes & mountRoot) != 0);
        return Errno.None;
    }

    /// <summary>fchownat(2); never follows a symbolic link.</summary>
    public static Errno TryChangeOwner(Fd? dir, LinuxPath path, uint uid, uint gid)
    {
        fixed (byte* p = path) return Result(Libc.fchownat(Number(dir), p, uid, gid, Libc.AtSymlinkNoFollow));
    }

    public static Errno TryChangeOwner(Fd fd, uint uid, uint gid) => Result(Libc.fchown(fd.Number, uid, gid));

    /// <summary>fchmodat(2). It follows a symbolic link (the kernel has no other form before 6.6): only for a name known to be none.</summary>
    public static Errno TryChangeMode(Fd? dir, LinuxPath path, uint permissions)
    {
        fixed (byte* p = path) return Result(Libc.fchmodat(Number(dir), p, permissions, 0));
    }

    public static Errno TryChangeMode(Fd fd, uint permissions) => Result(Libc.fchmod(fd.Number, permissions));

    /// <summary>utimensat(2) of a name; never follows a symbolic link. Sets the access time too.</summary>
    public static Errno TryChangeTimes(Fd? dir, LinuxPath path, FileTime modified)
    {
        Libc.Timespec* times = stackalloc Libc.Timespec[2];
        times[0] = times[1] = new Libc.Timespec { Seconds = modified.Seconds, Nanoseconds = modified.Nanoseconds };
        fixed (byte* p = path) return Result(Libc.utimensat(Number(dir), p, times, Libc.AtSymlinkNoFollow));
    }

    /// <summary>futimens(3).</summary>
    public static Errno TryChangeTimes(Fd fd, FileTime modified)
    {
        Libc.Timespec* times = stackalloc Libc.Timespec[2];
        times[0] = times[1] = new Libc.Timespec { Seconds = modified.Seconds, Nanoseconds = modified.Nanoseconds };
        return Result(Libc.futimens(fd.Number, times));
    }

    /// <summary>The effective user of this process.</summary>
    public static uint EffectiveUser => Libc.geteuid();

    public static uint EffectiveGroup => Libc.getegid();

    /// <summary>The magic number of the file system that a descriptor lies on, statfs(2).</summary>
    public static long FileSystemType(Fd fd)
    {
        // struct statfs is 120 bytes, f_type its first word.
        long* buffer = stackalloc long[16];
        ExamineFileSystem(fd, buffer);
        return buffer[0];
    }

    /// <summary>Whether the mount through which a descriptor was opened (or its whole file system) takes no writes, statfs(2).</summary>
    public static bool IsReadOnly(Fd fd)
    {
        const int flags = 10, readOnly = 1;
        long* buffer = stackalloc long[16];
        ExamineFileSystem(fd, buffer);
        return (buffer[flags] & readOnly) != 0;
    }

    private static void ExamineFileSystem(Fd fd, long* buffer) =>
        Libc.Check(Libc.syscall(SyscallNumber.Fstatfs, fd.Number, (nint)buffer, 0, 0, 0, 0), "examine the file system of", fd.ToString());
}
