namespace Berth.Kernel;

public static unsafe partial class Files
{
    private const int DeepestRemoval = 100;

    /// <summary>
    /// Removes a name and, if it is a directory, all below it. No symbolic link is followed and no mount point crossed: what is mounted
    /// below stays, with EBUSY. Goes on past failures and returns the first; a name that does not exist is no failure.
    /// </summary>
    public static Errno TryRemoveTree(Fd? dir, LinuxPath path)
    {
        Errno errno = TryUnlink(dir, path);
        if (errno is Errno.None or Errno.ENOENT) return Errno.None;
        if (errno is not (Errno.EISDIR or Errno.EPERM)) return errno;
        // Mostly it is empty already.
        errno = TryRemoveDirectory(dir, path);
        if (errno is Errno.None or Errno.ENOENT) return Errno.None;
        if (errno is not (Errno.ENOTEMPTY or Errno.EEXIST)) return errno;

        errno = TryOpenForRemoval(dir, path, out Fd top);
        if (errno != Errno.None) return errno == Errno.ENOENT ? Errno.None : errno;
        using (top)
        {
            Errno first;
            int lifted = 0;
            // A directory deeper than the limit is moved up and met in another round, so that depth costs no descriptors.
            do first = Empty(top, top, 0, ref lifted);
            while (first == Errno.EAGAIN);
            errno = TryRemoveDirectory(dir, path);
            return first != Errno.None ? first : errno == Errno.ENOENT ? Errno.None : errno;
        }
    }

    private static Errno TryOpenForRemoval(Fd? dir, LinuxPath path, out Fd fd)
    {
        const OpenFlags flags = OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow;
        Errno errno = TryOpenAt2(dir, path, flags, ResolveFlags.NoMounts | ResolveFlags.NoSymlinks, out fd);
        // The path of the top may lead through links and mounts; only what is below may not.
        if (errno is Errno.EXDEV or Errno.ELOOP && path.Bytes.Contains((byte)'/')) errno = TryOpenAt(dir, path, flags, out fd);
        if (errno == Errno.EACCES && TryChangeMode(dir, path, 0x1C0) == Errno.None) errno = TryOpenAt(dir, path, flags, out fd);
        return errno == Errno.EXDEV ? Errno.EBUSY : errno;
    }

    private static Errno Empty(Fd directory, Fd top, int depth, ref int lifted)
    {
        var entries = new List<DirectoryEntry>();
        Errno first = TryRead(directory, entries);
        foreach (DirectoryEntry entry in entries)
        {
            Errno errno = entry.Type == FileType.Directory ? Errno.EISDIR : TryUnlink(directory, entry.Name);
            if (errno is Errno.EISDIR or Errno.EPERM) errno = RemoveDirectoryBelow(directory, entry.Name, top, depth, ref lifted);
            if (errno is not (Errno.None or Errno.ENOENT) && (first == Errno.None || first == Errno.EAGAIN)) first = errno;
        }
        return first;

        static Errno TryRead(Fd directory, List<DirectoryEntry> entries) => DirectoryEntries.TryRead(directory, entries);
    }

    private static Errno RemoveDirectoryBelow(Fd parent, byte[] name, Fd top, int depth, ref int lifted)
    {
        Errno errno = TryRemoveDirectory(parent, name);
        if (errno is not (Errno.ENOTEMPTY or Errno.EEXIST)) return errno;
        if (depth >= DeepestRemoval)
        {
            errno = TryRename(parent, name, top, $".removing-{lifted++:x}-{Random.Shared.Next():x}");
            return errno == Errno.None ? Errno.EAGAIN : errno;
        }
        errno = TryOpenForRemoval(parent, name, out Fd child);
        if (errno != Errno.None) return errno;
        using (child) errno = Empty(child, top, depth + 1, ref lifted);
        Errno removed = TryRemoveDirectory(parent, name);
        return errno != Errno.None ? errno : removed;
    }
}
