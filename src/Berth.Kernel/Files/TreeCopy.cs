namespace Berth.Kernel;

/// <summary>
/// Copies the content of a directory into another by descriptor: no path is resolved, no link followed. Ownership, modes, times, extended
/// attributes, devices and holes stay; a device that may not be made is an error.
/// </summary>
public static class TreeCopy
{
    private const int MaxDepth = 4096;

    /// <param name="from">The directory whose content is copied; it may be a file system of its own.</param>
    /// <param name="to">An existing directory; it gets the other's owner and mode.</param>
    public static void Copy(Fd from, Fd to)
    {
        CopyContent(from, to, 0);
        Finish(from, to);
    }

    private static void CopyContent(Fd from, Fd to, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new KernelException("copy", "a directory tree", Errno.ELOOP);
        }

        foreach (DirectoryEntry entry in DirectoryEntries.Read(from))
        {
            using Fd source = Files.OpenAt(from, entry.Name, OpenFlags.Path | OpenFlags.NoFollow);
            FileStatus status = Files.Status(source);
            switch (status.Type)
            {
                case FileType.Directory:
                    CopyDirectory(from, to, entry.Name, depth);
                    break;
                case FileType.Regular:
                    CopyFile(from, to, entry.Name);
                    break;
                case FileType.Symlink:
                    Demand(Files.TryReadLink(source, "", out byte[] target), entry);
                    Demand(Files.TryMakeSymlink(target, to, entry.Name), entry);
                    Demand(Files.TryChangeOwner(to, entry.Name, status.Uid, status.Gid), entry);
                    break;
                default:
                    Demand(Files.TryMakeNode(to, entry.Name, status.Type, status.Permissions, status.RawDevice), entry);
                    Demand(Files.TryChangeOwner(to, entry.Name, status.Uid, status.Gid), entry);
                    Demand(Files.TryChangeMode(to, entry.Name, status.Permissions), entry);
                    break;
            }
        }
    }

    private static void CopyDirectory(Fd from, Fd to, byte[] name, int depth)
    {
        Files.MakeDirectory(to, name, 0x1C0);
        using Fd source = Files.OpenAt(from, name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow);
        using Fd target = Files.OpenAt(to, name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow);
        CopyContent(source, target, depth + 1);
        Finish(source, target);
    }

    private static void CopyFile(Fd from, Fd to, byte[] name)
    {
        using Fd source = Files.OpenAt(from, name, OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlock);
        using Fd target = Files.OpenAt(to, name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, 0x180);
        long size = Files.Status(source).Size;
        if (Files.TryClone(source, target) != Errno.None)
        {
            CopyData(source, target, size);
        }

        Finish(source, target);
    }

    /// <summary>Data only: holes stay holes.</summary>
    private static void CopyData(Fd source, Fd target, long size)
    {
        var buffer = new byte[64 * 1024];
        for (long at = 0; Files.NextData(source, at) is { } data && data < size;)
        {
            long end = Math.Min(Files.NextHole(source, data), size);
            for (at = data; at < end;)
            {
                int count = Files.ReadAt(source, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - at)), at);
                if (count == 0)
                {
                    return;
                }

                Errno errno = Files.TryWriteAt(target, buffer.AsSpan(0, count), at);
                if (errno != Errno.None)
                {
                    throw new KernelException("copy", "a file", errno);
                }

                at += count;
            }
        }

        Files.TryTruncate(target, size);
    }

    /// <summary>Owner before mode (a change of owner clears set-id bits), times last.</summary>
    private static void Finish(Fd source, Fd target)
    {
        FileStatus status = Files.Status(source);
        Files.TryChangeOwner(target, status.Uid, status.Gid);
        Files.TryChangeMode(target, status.Permissions);
        foreach (string name in Xattrs.List(source))
        {
            if (!name.StartsWith("trusted.overlay.", StringComparison.Ordinal) && Xattrs.TryGet(source, name, out byte[] value) == Errno.None)
            {
                Xattrs.TrySet(target, name, value);
            }
        }

        Files.TryChangeTimes(target, status.Modified);
    }

    private static void Demand(Errno errno, DirectoryEntry entry)
    {
        if (errno != Errno.None)
        {
            throw new KernelException("copy", entry.ToString(), errno);
        }
    }
}
