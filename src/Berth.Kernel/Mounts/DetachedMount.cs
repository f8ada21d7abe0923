using System.Text;

namespace Berth.Kernel.Mounts;

/// <summary>
/// Mounts that are attached nowhere yet: they exist as a descriptor, are looked into through it, and vanish when it is closed before
/// move_mount(2) attaches them. Needs CAP_SYS_ADMIN over the mount namespace.
/// </summary>
public static unsafe class DetachedMount
{
    /// <summary>
    /// fsopen, fsconfig, fsmount: a new instance of a file system. Options are <c>key=value</c> or <c>flag</c>; a rejected one is
    /// named in the error, with the kernel's own reason where it gives one.
    /// </summary>
    public static Fd Create(string fileSystem, string? source, IReadOnlyList<string> options, MountAttributes attributes)
    {
        using Fd context = Open(fileSystem);
        if (source is not null)
        {
            SetString(context, fileSystem, "source", source);
        }

        foreach (string option in options)
        {
            int equals = option.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                SetFlag(context, fileSystem, option);
            }
            else
            {
                SetString(context, fileSystem, option[..equals], option[(equals + 1)..]);
            }
        }

        return Finish(context, fileSystem, attributes);
    }

    internal static Fd Open(string fileSystem)
    {
        fixed (byte* name = Encode(fileSystem))
        {
            nint fd = Libc.syscall(SyscallNumber.Fsopen, (nint)name, MountNumbers.FsopenCloseOnExec, 0, 0, 0, 0);
            return new Fd((int)Libc.Check(fd, "open file system type", fileSystem));
        }
    }

    internal static Errno TrySet(Fd context, int command, string key, string? value)
    {
        fixed (byte* k = Encode(key))
        fixed (byte* v = value is null ? null : Encode(value))
        {
            return Libc.syscall(SyscallNumber.Fsconfig, context.Number, command, (nint)k, (nint)v, 0, 0) < 0 ? Libc.LastErrno : Errno.None;
        }
    }

    internal static Fd Finish(Fd context, string fileSystem, MountAttributes attributes)
    {
        if (Libc.syscall(SyscallNumber.Fsconfig, context.Number, MountNumbers.FsconfigCreate, 0, 0, 0, 0) < 0)
        {
            Errno errno = Libc.LastErrno;
            throw new KernelException("create file system", Explained(context, fileSystem), errno);
        }

        nint mount = Libc.syscall(SyscallNumber.Fsmount, context.Number, MountNumbers.FsmountCloseOnExec, (nint)attributes, 0, 0, 0);
        return new Fd((int)Libc.Check(mount, "mount file system", fileSystem));
    }

    /// <summary>open_tree(2) with OPEN_TREE_CLONE: a bind mount of what <paramref name="source"/> refers to.</summary>
    public static Fd CloneTree(Fd source, bool recursive, string describedAs)
    {
        byte empty = 0;
        int flags = MountNumbers.OpenTreeClone | MountNumbers.OpenTreeCloseOnExec | MountNumbers.AtEmptyPath | (recursive ? MountNumbers.AtRecursive : 0);
        nint fd = Libc.syscall(SyscallNumber.OpenTree, source.Number, (nint)(&empty), flags, 0, 0, 0);
        return new Fd((int)Libc.Check(fd, "bind", describedAs));
    }

    /// <summary>mount_setattr(2).</summary>
    public static void Change(Fd mount, MountAttributeChange change, bool recursive, string describedAs)
    {
        if (change.IsNothing)
        {
            return;
        }

        byte empty = 0;
        int flags = MountNumbers.AtEmptyPath | (recursive ? MountNumbers.AtRecursive : 0);
        nint result = Libc.syscall(SyscallNumber.MountSetattr, mount.Number, (nint)(&empty), flags, (nint)(&change), sizeof(MountAttributeChange), 0);
        Libc.Check(result, "set mount attributes of", describedAs);
    }

    private static void SetString(Fd context, string fileSystem, string key, string value)
    {
        Errno errno = TrySet(context, MountNumbers.FsconfigSetString, key, value);
        if (errno != Errno.None)
        {
            throw new KernelException("set option", Explained(context, $"{key}={value} of {fileSystem}"), errno);
        }
    }

    private static void SetFlag(Fd context, string fileSystem, string key)
    {
        Errno errno = TrySet(context, MountNumbers.FsconfigSetFlag, key, null);
        if (errno != Errno.None)
        {
            throw new KernelException("set option", Explained(context, $"{key} of {fileSystem}"), errno);
        }
    }

    /// <summary>A file system context tells its troubles when read: lines such as <c>e overlay: ...</c>.</summary>
    private static string Explained(Fd context, string subject)
    {
        byte* buffer = stackalloc byte[512];
        nint length = Libc.read(context.Number, buffer, 512);
        return length > 2 ? $"{subject} ({Encoding.UTF8.GetString(buffer + 2, (int)length - 2).TrimEnd()})" : subject;
    }

    private static byte[] Encode(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
