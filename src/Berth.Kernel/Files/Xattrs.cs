using System.Text;

namespace Berth.Kernel;

/// <summary>
/// Extended attributes, xattr(7). By descriptor, or by directory and name without following a symbolic link at the end (through
/// <c>/proc/self/fd</c>, since the *at calls are newer than the kernels Berth supports).
/// </summary>
public static unsafe class Xattrs
{
    private static byte[] Below(Fd dir, ReadOnlySpan<byte> name)
    {
        byte[] prefix = Encoding.ASCII.GetBytes(dir.ProcPath + "/");
        byte[] path = new byte[prefix.Length + name.Length + 1];
        prefix.CopyTo(path, 0);
        name.CopyTo(path.AsSpan(prefix.Length));
        return path;
    }

    public static Errno TrySet(Fd fd, LinuxPath name, ReadOnlySpan<byte> value)
    {
        fixed (byte* n = name)
        fixed (byte* v = value)
            return Libc.fsetxattr(fd.Number, n, v, (nuint)value.Length, 0) < 0 ? Libc.LastErrno : Errno.None;
    }

    public static Errno TrySet(Fd dir, LinuxPath file, LinuxPath name, ReadOnlySpan<byte> value)
    {
        fixed (byte* p = Below(dir, file.Bytes))
        fixed (byte* n = name)
        fixed (byte* v = value)
            return Libc.lsetxattr(p, n, v, (nuint)value.Length, 0) < 0 ? Libc.LastErrno : Errno.None;
    }

    /// <summary>ENODATA when there is no such attribute, EOPNOTSUPP when the file system has none.</summary>
    public static Errno TryGet(Fd fd, LinuxPath name, out byte[] value)
    {
        byte* buffer = stackalloc byte[1024];
        nint length;
        fixed (byte* n = name)
        {
            length = Libc.fgetxattr(fd.Number, n, buffer, 1024);
            if (length >= 0)
            {
                value = new ReadOnlySpan<byte>(buffer, (int)length).ToArray();
                return Errno.None;
            }
            value = [];
            if (Libc.LastErrno != Errno.ERANGE) return Libc.LastErrno;
            byte[] large = new byte[65536];
            fixed (byte* l = large) length = Libc.fgetxattr(fd.Number, n, l, 65536);
            if (length < 0) return Libc.LastErrno;
            value = large[..(int)length];
            return Errno.None;
        }
    }

    public static Errno TryGet(Fd dir, LinuxPath file, LinuxPath name, out byte[] value)
    {
        value = [];
        fixed (byte* p = Below(dir, file.Bytes))
        fixed (byte* n = name)
        {
            byte* buffer = stackalloc byte[1024];
            nint length = Libc.lgetxattr(p, n, buffer, 1024);
            if (length >= 0)
            {
                value = new ReadOnlySpan<byte>(buffer, (int)length).ToArray();
                return Errno.None;
            }
            if (Libc.LastErrno != Errno.ERANGE) return Libc.LastErrno;
            byte[] large = new byte[65536];
            fixed (byte* l = large) length = Libc.lgetxattr(p, n, l, 65536);
            if (length < 0) return Libc.LastErrno;
            value = large[..(int)length];
            return Errno.None;
        }
    }

    /// <summary>The names of all attributes that this process may see; empty when the file system has none.</summary>
    public static List<string> List(Fd fd)
    {
        byte* buffer = stackalloc byte[4096];
        nint length = Libc.flistxattr(fd.Number, buffer, 4096);
        if (length >= 0) return Split(new ReadOnlySpan<byte>(buffer, (int)length));
        if (Libc.LastErrno == Errno.EOPNOTSUPP) return [];
        if (Libc.LastErrno != Errno.ERANGE) throw new KernelException("list extended attributes of", fd.ToString(), Libc.LastErrno);
        byte[] large = new byte[65536];
        fixed (byte* l = large) length = Libc.flistxattr(fd.Number, l, 65536);
        return length < 0 ? throw new KernelException("list extended attributes of", fd.ToString(), Libc.LastErrno) : Split(large.AsSpan(0, (int)length));
    }

    public static List<string> List(Fd dir, LinuxPath file)
    {
        fixed (byte* p = Below(dir, file.Bytes))
        {
            byte* buffer = stackalloc byte[4096];
            nint length = Libc.llistxattr(p, buffer, 4096);
            if (length >= 0) return Split(new ReadOnlySpan<byte>(buffer, (int)length));
            if (Libc.LastErrno == Errno.EOPNOTSUPP) return [];
            if (Libc.LastErrno != Errno.ERANGE) throw new KernelException("list extended attributes of", file.ToString(), Libc.LastErrno);
            byte[] large = new byte[65536];
            fixed (byte* l = large) length = Libc.llistxattr(p, l, 65536);
            return length < 0
                ? throw new KernelException("list extended attributes of", file.ToString(), Libc.LastErrno)
                : Split(large.AsSpan(0, (int)length));
        }
    }

    private static List<string> Split(ReadOnlySpan<byte> names)
    {
        var list = new List<string>();
        while (!names.IsEmpty)
        {
            int end = names.IndexOf((byte)0);
            if (end < 0) end = names.Length;
            list.Add(Encoding.UTF8.GetString(names[..end]));
            names = end < names.Length ? names[(end + 1)..] : default;
        }
        return list;
    }
}
