using System.Text;

namespace Berth.Kernel;

public static unsafe partial class Files
{
    private static Errno Result(int result) => result < 0 ? Libc.LastErrno : Errno.None;

    private static void Demand(Errno errno, string operation, LinuxPath path)
    {
        if (errno != Errno.None) throw new KernelException(operation, path.ToString(), errno);
    }

    /// <summary>mkdirat(2). The umask applies.</summary>
    public static Errno TryMakeDirectory(Fd? dir, LinuxPath path, uint mode)
    {
        fixed (byte* p = path) return Result(Libc.mkdirat(Number(dir), p, mode));
    }

    public static void MakeDirectory(Fd? dir, LinuxPath path, uint mode) => Demand(TryMakeDirectory(dir, path, mode), "create directory", path);

    /// <summary>Makes a directory and those above it that are missing (trusted paths only: links are followed). The umask applies.</summary>
    public static void MakeDirectories(string path, uint mode)
    {
        Errno errno = TryMakeDirectory(null, path, mode);
        if (errno == Errno.ENOENT && Path.GetDirectoryName(path) is { Length: > 0 } parent)
        {
            MakeDirectories(parent, mode);
            errno = TryMakeDirectory(null, path, mode);
        }
        if (errno != Errno.EEXIST) Demand(errno, "create directory", path);
    }

    /// <summary>mknodat(2). The umask applies.</summary>
    public static Errno TryMakeNode(Fd? dir, LinuxPath path, FileType type, uint mode, DeviceNumber device = default)
    {
        fixed (byte* p = path) return Result(Libc.mknodat(Number(dir), p, (uint)type | mode, device.Value));
    }

    public static void MakeNode(Fd? dir, LinuxPath path, FileType type, uint mode, DeviceNumber device = default) =>
        Demand(TryMakeNode(dir, path, type, mode, device), "create node", path);

    /// <summary>symlinkat(2).</summary>
    public static Errno TryMakeSymlink(LinuxPath target, Fd? dir, LinuxPath path)
    {
        fixed (byte* t = target)
        fixed (byte* p = path)
            return Result(Libc.symlinkat(t, Number(dir), p));
    }

    public static void MakeSymlink(LinuxPath target, Fd? dir, LinuxPath path) => Demand(TryMakeSymlink(target, dir, path), "create symbolic link", path);

    /// <summary>linkat(2); a symbolic link at <paramref name="from"/> is itself linked, not followed.</summary>
    public static Errno TryLink(Fd? fromDir, LinuxPath from, Fd? toDir, LinuxPath to)
    {
        fixed (byte* f = from)
        fixed (byte* t = to)
            return Result(Libc.linkat(Number(fromDir), f, Number(toDir), t, 0));
    }

    public static void Link(Fd? fromDir, LinuxPath from, Fd? toDir, LinuxPath to) => Demand(TryLink(fromDir, from, toDir, to), "link", to);

    /// <summary>Gives a name to the file behind a descriptor (O_TMPFILE, O_PATH), through /proc: needs no privilege.</summary>
    public static Errno TryLinkFd(Fd file, Fd? dir, LinuxPath path)
    {
        LinuxPath from = file.ProcPath;
        fixed (byte* f = from)
        fixed (byte* t = path)
            return Result(Libc.linkat(Libc.AtFdCwd, f, Number(dir), t, Libc.AtSymlinkFollow));
    }

    /// <summary>unlinkat(2) of anything but a directory.</summary>
    public static Errno TryUnlink(Fd? dir, LinuxPath path)
    {
        fixed (byte* p = path) return Result(Libc.unlinkat(Number(dir), p, 0));
    }

    /// <summary>unlinkat(2) of an empty directory.</summary>
    public static Errno TryRemoveDirectory(Fd? dir, LinuxPath path)
    {
        fixed (byte* p = path) return Result(Libc.unlinkat(Number(dir), p, Libc.AtRemoveDir));
    }

    /// <summary>renameat2(2).</summary>
    /// <param name="noReplace">EEXIST instead of replacing what is there.</param>
    /// <param name="exchange">Swap the two.</param>
    public static Errno TryRename(Fd? fromDir, LinuxPath from, Fd? toDir, LinuxPath to, bool noReplace = false, bool exchange = false)
    {
        fixed (byte* f = from)
        fixed (byte* t = to)
            return Result(Libc.renameat2(Number(fromDir), f, Number(toDir), t, (noReplace ? 1u : 0u) | (exchange ? 2u : 0u)));
    }

    public static void Rename(Fd? fromDir, LinuxPath from, Fd? toDir, LinuxPath to) => Demand(TryRename(fromDir, from, toDir, to), "rename to", to);

    /// <summary>The target of a symbolic link, as bytes. EINVAL when it is none.</summary>
    public static Errno TryReadLink(Fd? dir, LinuxPath path, out byte[] target)
    {
        byte* buffer = stackalloc byte[4096];
        nint length;
        fixed (byte* p = path) length = Libc.readlinkat(Number(dir), p, buffer, 4096);
        target = length < 0 ? [] : new ReadOnlySpan<byte>(buffer, (int)length).ToArray();
        return length < 0 ? Libc.LastErrno : Errno.None;
    }

    public static string ReadLink(Fd? dir, LinuxPath path)
    {
        Demand(TryReadLink(dir, path, out byte[] target), "read link", path);
        return Encoding.UTF8.GetString(target);
    }
}
