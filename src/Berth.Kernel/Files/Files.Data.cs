using System.Text;

namespace Berth.Kernel;

public static unsafe partial class Files
{
    /// <summary>read(2): the number of bytes, 0 at the end.</summary>
    public static int Read(Fd fd, Span<byte> buffer)
    {
        Errno errno = TryRead(fd, buffer, out int count);
        return errno == Errno.None ? count : throw new KernelException("read", fd.ToString(), errno);
    }

    public static Errno TryRead(Fd fd, Span<byte> buffer, out int count)
    {
        nint result;
        Errno errno;
        do
        {
            fixed (byte* p = buffer) result = Libc.read(fd.Number, p, (nuint)buffer.Length);
            errno = result < 0 ? Libc.LastErrno : Errno.None;
        }
        while (errno == Errno.EINTR);
        count = result < 0 ? 0 : (int)result;
        return errno;
    }

    /// <summary>pread(2).</summary>
    public static int ReadAt(Fd fd, Span<byte> buffer, long offset)
    {
        while (true)
        {
            nint result;
            fixed (byte* p = buffer) result = Libc.pread(fd.Number, p, (nuint)buffer.Length, offset);
            if (result >= 0) return (int)result;
            if (Libc.LastErrno != Errno.EINTR) throw new KernelException("read", fd.ToString(), Libc.LastErrno);
        }
    }

    /// <summary>write(2) until all is written.</summary>
    public static Errno TryWrite(Fd fd, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            nint result;
            fixed (byte* p = data) result = Libc.write(fd.Number, p, (nuint)data.Length);
            if (result >= 0) data = data[(int)result..];
            else if (Libc.LastErrno != Errno.EINTR) return Libc.LastErrno;
        }
        return Errno.None;
    }

    public static void Write(Fd fd, ReadOnlySpan<byte> data)
    {
        Errno errno = TryWrite(fd, data);
        if (errno != Errno.None) throw new KernelException("write", fd.ToString(), errno);
    }

    /// <summary>pwrite(2) until all is written.</summary>
    public static Errno TryWriteAt(Fd fd, ReadOnlySpan<byte> data, long offset)
    {
        while (!data.IsEmpty)
        {
            nint result;
            fixed (byte* p = data) result = Libc.pwrite(fd.Number, p, (nuint)data.Length, offset);
            if (result >= 0)
            {
                data = data[(int)result..];
                offset += result;
            }
            else if (Libc.LastErrno != Errno.EINTR) return Libc.LastErrno;
        }
        return Errno.None;
    }

    /// <summary>A whole small file; null when there is none (ENOENT, ENOTDIR). A file longer than the limit throws EFBIG.</summary>
    public static byte[]? ReadAllBytes(Fd? dir, LinuxPath path, int limit = 64 << 20)
    {
        Errno errno = TryOpenAt(dir, path, OpenFlags.ReadOnly, out Fd fd);
        if (errno is Errno.ENOENT or Errno.ENOTDIR) return null;
        Demand(errno, "open", path);
        using (fd) return ReadToEnd(fd, limit, path);
    }

    /// <summary>As <see cref="ReadAllBytes"/>, as UTF-8 text.</summary>
    public static string? ReadAllText(Fd? dir, LinuxPath path, int limit = 64 << 20) =>
        ReadAllBytes(dir, path, limit) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    private static byte[] ReadToEnd(Fd fd, int limit, LinuxPath path)
    {
        // Sizes of procfs and sysfs files say 0: they are read, not believed.
        byte[] buffer = GC.AllocateUninitializedArray<byte>((int)Math.Clamp(Status(fd).Size + 1, 512, Math.Max(512L, limit)));
        int length = 0;
        while (true)
        {
            if (length == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
            Demand(TryRead(fd, buffer.AsSpan(length), out int count), "read", path);
            if (count == 0) break;
            length += count;
            if (length > limit) throw new KernelException("read", path.ToString(), Errno.EFBIG);
        }
        return length == buffer.Length ? buffer : buffer[..length];
    }

    /// <summary>
    /// A whole file, created under a temporary name and renamed: a reader sees the old or the new content, a kill leaves either.
    /// With <paramref name="sync"/> the data is on disk before the name is.
    /// </summary>
    public static void WriteWhole(Fd? dir, string path, ReadOnlySpan<byte> content, uint mode = 0x1A4, bool sync = false)
    {
        string temporary = $"{path}.{Environment.ProcessId:x}-{Random.Shared.Next():x}.tmp";
        using Fd fd = OpenAt(dir, temporary, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, mode);
        Errno errno = TryWrite(fd, content);
        if (errno == Errno.None && sync) errno = TrySync(fd);
        if (errno == Errno.None) errno = TryRename(dir, temporary, dir, path);
        if (errno == Errno.None) return;
        TryUnlink(dir, temporary);
        throw new KernelException("write", path, errno);
    }

    public static Errno TrySync(Fd fd) => Result(Libc.fsync(fd.Number));

    /// <summary>syncfs(2): everything of the file system that the file lies on.</summary>
    public static Errno TrySyncFileSystem(Fd fd) => Result(Libc.syncfs(fd.Number));

    public static Errno TryTruncate(Fd fd, long length) => Result(Libc.ftruncate(fd.Number, length));

    /// <summary>The next byte of data (not a hole) at or after an offset; null when only a hole follows. lseek(2) SEEK_DATA.</summary>
    public static long? NextData(Fd fd, long offset)
    {
        long result = Libc.lseek(fd.Number, offset, 3);
        if (result >= 0) return result;
        return Libc.LastErrno == Errno.ENXIO ? null : throw new KernelException("seek", fd.ToString(), Libc.LastErrno);
    }

    /// <summary>The next hole at or after an offset; the end of the file counts as one. lseek(2) SEEK_HOLE.</summary>
    public static long NextHole(Fd fd, long offset)
    {
        long result = Libc.lseek(fd.Number, offset, 4);
        return result >= 0 ? result : throw new KernelException("seek", fd.ToString(), Libc.LastErrno);
    }

    /// <summary>Sets the position, from the start.</summary>
    public static void Seek(Fd fd, long offset)
    {
        if (Libc.lseek(fd.Number, offset, 0) < 0) throw new KernelException("seek", fd.ToString(), Libc.LastErrno);
    }

    /// <summary>copy_file_range(2) at both files' positions; the number of bytes, 0 at the end of the source.</summary>
    public static Errno TryCopyRange(Fd from, Fd to, long length, out long copied)
    {
        nint result = Libc.copy_file_range(from.Number, null, to.Number, null, (nuint)length, 0);
        copied = result < 0 ? 0 : result;
        return result < 0 ? Libc.LastErrno : Errno.None;
    }

    /// <summary>FICLONE: makes the target share the source's blocks (btrfs, xfs). EOPNOTSUPP, EXDEV or EINVAL where that cannot be.</summary>
    public static Errno TryClone(Fd from, Fd to) => Result(Libc.ioctl(to.Number, 0x40049409, from.Number));
}
