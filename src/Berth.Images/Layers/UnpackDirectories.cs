using System.Text;
using Berth.Kernel;

namespace Berth.Images;

/// <summary>
/// The directories of a tree that is being unpacked: finds parents inside the root (a symbolic link in the archive leads to where it would lead in a
/// container, never out), makes those that the archive leaves out, and at the end sets modes and times, which later entries would disturb.
/// </summary>
internal sealed class UnpackDirectories(Fd root, bool asRoot) : IDisposable
{
    private const ResolveFlags Inside = ResolveFlags.InRoot | ResolveFlags.NoMagicLinks;
    private const OpenFlags Open = OpenFlags.ReadOnly | OpenFlags.Directory;

    private readonly Dictionary<string, Pending> pending = [];
    private Fd? lastParent;
    private byte[] lastPath = [];

    private readonly record struct Pending(byte[] Path, ulong Inode, uint Permissions, FileTime Modified);

    /// <summary>The directory that a path's last component lies in; this object's to dispose, valid until the next call.</summary>
    internal Fd Parent(LayerPath path)
    {
        ReadOnlySpan<byte> parent = path.Parent;
        if (parent.IsEmpty) return root;
        if (lastParent is not null && parent.SequenceEqual(lastPath)) return lastParent;
        Fd found = Find(parent, makes: true, out Errno errno) ?? throw UnpackErrors.Failed("open the directory of", path, errno);
        Forget();
        lastPath = parent.ToArray();
        return lastParent = found;
    }

    /// <summary>As <see cref="Parent"/>, of a hard link's target: nothing is made; null when it is not there. The caller's to dispose.</summary>
    internal Fd? ExistingParent(LayerPath path) =>
        path.Parent.IsEmpty ? new Fd(root.Number, owned: false) : Find(path.Parent, makes: false, out _);

    /// <summary>To be called when a directory or a link was replaced: cached descriptors may no longer be what their path says.</summary>
    internal void Forget()
    {
        lastParent?.Dispose();
        lastParent = null;
    }

    private Fd? Find(ReadOnlySpan<byte> path, bool makes, out Errno errno)
    {
        errno = Files.TryOpenAt2(root, path, Open, Inside, out Fd fd);
        if (errno == Errno.None) return fd;
        if (errno != Errno.ENOENT || !makes) return null;

        // Missing: make it below its own parent. The archive says nothing about it, so it gets what docker gives it, and a fixed time.
        int slash = path.LastIndexOf((byte)'/');
        using Fd? above = slash < 0 ? new Fd(root.Number, owned: false) : Find(path[..slash], makes: true, out errno);
        if (above is null) return null;
        errno = Files.TryMakeDirectory(above, path[(slash + 1)..], 0x1ED);
        if (errno is not (Errno.None or Errno.EEXIST)) return null;
        bool made = errno == Errno.None;
        // EEXIST here is a link that leads nowhere.
        errno = Files.TryOpenAt2(root, path, Open, Inside, out fd);
        if (errno != Errno.None) return null;
        if (!made) return fd;
        if (asRoot) errno = Files.TryChangeOwner(fd, 0, 0);
        if (errno == Errno.None) errno = SetLater(path, fd, 0x1ED, default);
        return errno == Errno.None ? fd : null;
    }

    /// <summary>Gives a directory its mode (writable for us meanwhile) and remembers mode and time for the end.</summary>
    internal Errno SetLater(ReadOnlySpan<byte> path, Fd directory, uint permissions, FileTime modified)
    {
        Errno errno = Files.TryChangeMode(directory, permissions | 0x1C0);
        if (errno == Errno.None)
            pending[Encoding.Latin1.GetString(path)] = new Pending(path.ToArray(), Files.Status(directory).Inode, permissions, modified);
        return errno;
    }

    /// <summary>Sets the remembered modes and times, the deepest first. One that was replaced since is left alone.</summary>
    internal void Finish()
    {
        Forget();
        foreach (Pending directory in pending.Values.OrderByDescending(d => d.Path.Length))
        {
            Errno errno = directory.Path.Length == 0
                ? Files.TryOpenAt(root, ".", Open, out Fd fd)
                : Files.TryOpenAt2(root, directory.Path, Open | OpenFlags.NoFollow, Inside, out fd);
            if (errno != Errno.None) continue;
            using (fd)
            {
                if (Files.Status(fd).Inode != directory.Inode) continue;
                if ((directory.Permissions & 0x1C0) != 0x1C0) Files.TryChangeMode(fd, directory.Permissions);
                Files.TryChangeTimes(fd, directory.Modified);
            }
        }
    }

    public void Dispose() => Forget();
}
