using System.Text;

namespace Berth.Kernel;

/// <summary>
/// Copies a tree from one directory into another with owners, modes, times, extended attributes, hard links and device nodes. Both sides are
/// walked by descriptor and no link is followed, so that whoever changes either tree meanwhile leads the copy nowhere else. What exists in the
/// target already is kept, which makes the copy one that can be continued. Regular files appear complete or not at all.
/// </summary>
public sealed class TreeCopy
{
    private const int ChunkSize = 1 << 20;
    private const int MaxDepth = 400;

    private readonly Fd target;

    // Where the first name of a file with several went, by inode.
    private readonly Dictionary<(DeviceNumber, ulong), string> linked = [];
    private byte[]? buffer;

    private TreeCopy(Fd target) => this.target = target;

    /// <param name="from">The directory whose content is copied; it may be a file system of its own.</param>
    /// <param name="to">An existing directory; it gets the other's owner, mode and times.</param>
    /// <exception cref="KernelException">Something could not be copied (a full disk, say); what was copied before stays.</exception>
    public static void Copy(Fd from, Fd to) => new TreeCopy(to).CopyInto(from, to, "", 0);

    private void CopyInto(Fd source, Fd directory, string path, int depth)
    {
        // Each level holds two descriptors.
        if (depth > MaxDepth) throw new KernelException("copy", path, Errno.ELOOP);
        foreach (DirectoryEntry entry in DirectoryEntries.Read(source))
        {
            Errno errno = Files.TryStatus(source, entry.Name, out FileStatus status);
            if (errno == Errno.ENOENT) continue;
            if (errno != Errno.None) throw new KernelException("stat", entry.ToString(), errno);
            string name = path + "/" + entry;
            switch (status.Type)
            {
                case FileType.Directory: CopyDirectory(source, directory, entry.Name, name, depth); break;
                case FileType.Regular: CopyFile(source, directory, entry.Name, name, status); break;
                case FileType.Symlink: CopyLink(source, directory, entry.Name, status); break;
                case FileType.Socket: break;
                default: CopyNode(directory, entry.Name, status); break;
            }
        }
        CopyAttributes(source, directory);
    }

    private void CopyDirectory(Fd source, Fd directory, byte[] name, string path, int depth)
    {
        Errno errno = Files.TryMakeDirectory(directory, name, 0x1C0);
        if (errno is not (Errno.None or Errno.EEXIST)) throw new KernelException("create directory", path, errno);
        const OpenFlags flags = OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow;
        using Fd from = Files.OpenAt(source, name, flags);
        errno = Files.TryOpenAt(directory, name, flags, out Fd to);
        using (to)
        {
            // There is something else of that name: it stays.
            if (errno is Errno.ENOTDIR or Errno.ELOOP) return;
            if (errno != Errno.None) throw new KernelException("open", path, errno);
            CopyInto(from, to, path, depth + 1);
        }
    }

    private void CopyFile(Fd source, Fd directory, byte[] name, string path, FileStatus status)
    {
        var key = (status.Device, status.Inode);
        if (status.Links > 1 && linked.TryGetValue(key, out string? first) && TryLink(first, directory, name)) return;
        if (Files.TryStatus(directory, name, out _) == Errno.None) return;
        Errno errno = Files.TryOpenAt(source, name, OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlock, out Fd from);
        if (errno == Errno.ENOENT) return;
        if (errno != Errno.None) throw new KernelException("open", path, errno);
        using (from)
        {
            // It was a regular file when it was looked at.
            if (!Files.Status(from).IsRegular) return;
            errno = Files.TryOpenAt(directory, ".", OpenFlags.TemporaryFile | OpenFlags.WriteOnly, out Fd to, 0x180);
            bool nameless = errno == Errno.None;
            if (!nameless) to = Files.OpenAt(directory, name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow, 0x180);
            using (to)
            {
                CopyContent(from, to, path);
                CopyAttributes(from, to);
                errno = nameless ? Files.TryLinkFd(to, directory, name) : Errno.None;
            }
        }
        if (errno is not (Errno.None or Errno.EEXIST)) throw new KernelException("create", path, errno);
        if (status.Links > 1) linked.TryAdd(key, path);
    }

    private bool TryLink(string first, Fd directory, byte[] name)
    {
        Errno errno = Files.TryOpenAt2(target, first[1..], OpenFlags.Path | OpenFlags.NoFollow, ResolveFlags.Beneath | ResolveFlags.NoSymlinks, out Fd file);
        using (file)
            return errno == Errno.None && Files.TryLinkFd(file, directory, name) is Errno.None or Errno.EEXIST;
    }

    private static void CopyLink(Fd source, Fd directory, byte[] name, FileStatus status)
    {
        if (Files.TryReadLink(source, name, out byte[] text) != Errno.None) return;
        Errno errno = Files.TryMakeSymlink(text, directory, name);
        if (errno == Errno.EEXIST) return;
        if (errno != Errno.None) throw new KernelException("create symbolic link", Encoding.UTF8.GetString(name), errno);
        Files.TryChangeOwner(directory, name, status.Uid, status.Gid);
        Files.TryChangeTimes(directory, name, status.Modified);
    }

    private static void CopyNode(Fd directory, byte[] name, FileStatus status)
    {
        Errno errno = Files.TryMakeNode(directory, name, status.Type, status.Permissions & 0x1FF, status.RawDevice);
        // Without the privilege a device is left out, as an unprivileged unpacking would.
        if (errno is Errno.EEXIST or Errno.EPERM) return;
        if (errno != Errno.None) throw new KernelException("create node", Encoding.UTF8.GetString(name), errno);
        Files.TryChangeOwner(directory, name, status.Uid, status.Gid);
        Files.TryChangeTimes(directory, name, status.Modified);
    }

    // Extent by extent, so that holes stay holes.
    private void CopyContent(Fd from, Fd to, string path)
    {
        if (Files.TryClone(from, to) == Errno.None) return;
        long size = Files.Status(from).Size;
        for (long at = 0; at < size && Files.NextData(from, at) is { } data && data < size;)
        {
            at = Math.Min(Files.NextHole(from, data), size);
            Files.Seek(from, data);
            Files.Seek(to, data);
            CopyExtent(from, to, at - data, path);
        }
        Errno errno = Files.TryTruncate(to, size);
        if (errno != Errno.None) throw new KernelException("write", path, errno);
    }

    private void CopyExtent(Fd from, Fd to, long length, string path)
    {
        while (length > 0 && Files.TryCopyRange(from, to, length, out long copied) == Errno.None && copied > 0) length -= copied;
        // Not between these file systems: by hand, from where it stopped (the positions have moved along).
        while (length > 0)
        {
            buffer ??= new byte[ChunkSize];
            int count = Files.Read(from, buffer.AsSpan(0, (int)Math.Min(length, ChunkSize)));
            if (count == 0) return;
            Errno errno = Files.TryWrite(to, buffer.AsSpan(0, count));
            if (errno != Errno.None) throw new KernelException("write", path, errno);
            length -= count;
        }
    }

    // Owner first: a change of owner drops set-id bits and file capabilities.
    private static void CopyAttributes(Fd from, Fd to)
    {
        FileStatus status = Files.Status(from);
        Files.TryChangeOwner(to, status.Uid, status.Gid);
        Files.TryChangeMode(to, status.Permissions);
        foreach (string name in Xattrs.List(from))
        {
            // overlayfs's own are not the file's.
            if (name.StartsWith("trusted.overlay.", StringComparison.Ordinal) || name.StartsWith("user.overlay.", StringComparison.Ordinal)) continue;
            if (Xattrs.TryGet(from, name, out byte[] value) == Errno.None) Xattrs.TrySet(to, name, value);
        }
        Files.TryChangeTimes(to, status.Modified);
    }
}
