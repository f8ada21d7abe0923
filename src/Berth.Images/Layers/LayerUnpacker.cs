using Berth.Kernel;
using Berth.Oci;

namespace Berth.Images;

/// <summary>
/// Unpacks an archive into an empty directory that nobody else writes to, as one layer of an overlay. Every path is found by descriptor inside that
/// directory (openat2, RESOLVE_IN_ROOT): no name, link or hard link in the archive reaches outside. Order for each file: content, owner, mode (chown clears
/// set-id bits), attributes (it clears capabilities too), time; directories get mode and time last. As an ordinary user, owners are not kept and device nodes
/// are left out.
/// </summary>
public sealed class LayerUnpacker : IDisposable
{
    private readonly Fd root;
    private readonly UnpackOptions options;
    private readonly bool asRoot = Files.EffectiveUser == 0;
    private readonly UnpackDirectories directories;
    private readonly List<string> warnings = [];
    private string? opaqueName;
    private long entries;
    private long contentBytes;
    private bool replacedPath;

    /// <param name="root">The directory; stays the caller's.</param>
    public LayerUnpacker(Fd root, UnpackOptions? options = null)
    {
        this.root = root;
        this.options = options ?? UnpackOptions.Default;
        directories = new UnpackDirectories(root, asRoot);
    }

    /// <summary>
    /// Unpacks everything up to the end of the stream. Throws <see cref="EngineException"/> and leaves what was unpacked so far for the caller to remove.
    /// </summary>
    public UnpackResult Unpack(TarReader reader, CancellationToken cancellation = default)
    {
        try
        {
            // What the archive may not say: the root directory itself.
            UnpackErrors.Demand(directories.SetLater(default, root, 0x1ED, default), "set the mode of", default);
            while (reader.TryReadEntry(out TarEntry? entry))
            {
                cancellation.ThrowIfCancellationRequested();
                if (++entries > options.MaxEntries)
                    throw new EngineException(ErrorKind.Exhausted, $"unpack archive: it has more than {options.MaxEntries} entries");
                contentBytes += entry.Size;
                if (entry.Size > options.MaxContentBytes || contentBytes > options.MaxContentBytes)
                    throw new EngineException(ErrorKind.Exhausted, $"unpack archive: its content is larger than the limit of {options.MaxContentBytes} bytes");
                UnpackEntry(reader, entry);
            }
            reader.Drain();
            directories.Finish();
        }
        catch (KernelException e)
        {
            throw UnpackErrors.Failed(e.Operation, e.Subject ?? "", e.Errno);
        }
        return new UnpackResult(entries, contentBytes, warnings);
    }

    private void UnpackEntry(TarReader reader, TarEntry entry)
    {
        LayerPath path = LayerPath.Clean(entry.Name);
        foreach (TarXattr xattr in entry.Xattrs)
            if (LayerXattrs.IsOverlay(xattr.Name))
                throw new EngineException(ErrorKind.InvalidArgument, $"unpack archive: {path} has the attribute {xattr.Name}, which only overlayfs may set");
        if (path.IsRoot)
        {
            if (entry.Type == TarEntryType.Directory) SetDirectory(path, root, entry);
            return;
        }
        if (replacedPath) directories.Forget();
        replacedPath = false;
        Fd parent = directories.Parent(path);
        if (path.Name.StartsWith(Whiteout.Prefix))
        {
            AddWhiteout(path, parent);
            return;
        }
        switch (entry.Type)
        {
            case TarEntryType.Regular: AddFile(reader, path, parent, entry); break;
            case TarEntryType.Directory: AddDirectory(path, parent, entry); break;
            case TarEntryType.HardLink: AddHardLink(path, parent, entry); break;
            case TarEntryType.Symlink: AddSymlink(path, parent, entry); break;
            default: AddNode(path, parent, entry); break;
        }
    }

    private void AddFile(TarReader reader, LayerPath path, Fd parent, TarEntry entry)
    {
        const OpenFlags create = OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow;
        Errno errno = Files.TryOpenAt(parent, path.Name, create, out Fd file, 0x180);
        if (errno == Errno.EEXIST)
        {
            Replace(path, parent);
            errno = Files.TryOpenAt(parent, path.Name, create, out file, 0x180);
        }
        UnpackErrors.Demand(errno, "create", path);
        using (file)
        {
            UnpackErrors.Demand(UnpackContent.Write(reader, entry, file), "write", path);
            if (asRoot) UnpackErrors.Demand(Files.TryChangeOwner(file, entry.Uid, entry.Gid), "set the owner of", path);
            UnpackErrors.Demand(Files.TryChangeMode(file, entry.Permissions), "set the mode of", path);
            foreach (TarXattr xattr in entry.Xattrs) Check(Xattrs.TrySet(file, xattr.Name, xattr.Value), xattr, path);
            UnpackErrors.Demand(Files.TryChangeTimes(file, entry.Modified), "set the time of", path);
        }
    }

    private void AddDirectory(LayerPath path, Fd parent, TarEntry entry)
    {
        Errno errno = Files.TryMakeDirectory(parent, path.Name, 0x1C0);
        bool opaque = false;
        if (errno == Errno.EEXIST)
        {
            FileStatus status = Files.Status(parent, path.Name);
            if (status.IsDirectory) errno = Errno.None;
            else
            {
                // A whiteout before it in the same layer hides what lies below, not this.
                opaque = IsWhiteout(status);
                Replace(path, parent);
                errno = Files.TryMakeDirectory(parent, path.Name, 0x1C0);
            }
        }
        UnpackErrors.Demand(errno, "create directory", path);
        using Fd directory = Files.OpenAt(parent, path.Name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow);
        SetDirectory(path, directory, entry);
        if (opaque) MakeOpaque(directory, path);
    }

    private void SetDirectory(LayerPath path, Fd directory, TarEntry entry)
    {
        if (asRoot) UnpackErrors.Demand(Files.TryChangeOwner(directory, entry.Uid, entry.Gid), "set the owner of", path);
        UnpackErrors.Demand(directories.SetLater(path.Bytes, directory, entry.Permissions, entry.Modified), "set the mode of", path);
        foreach (TarXattr xattr in entry.Xattrs) Check(Xattrs.TrySet(directory, xattr.Name, xattr.Value), xattr, path);
    }

    private void AddHardLink(LayerPath path, Fd parent, TarEntry entry)
    {
        LayerPath target = LayerPath.Clean(entry.LinkName);
        if (target.Bytes.SequenceEqual(path.Bytes)) return;
        using Fd? targetParent = target.IsRoot ? null : directories.ExistingParent(target);
        Errno errno = targetParent is null ? Errno.ENOENT : Files.TryLink(targetParent, target.Name, parent, path.Name);
        if (errno == Errno.EEXIST)
        {
            // Two names of one file may be listed twice.
            if (Files.Status(targetParent, target.Name).Inode == Files.Status(parent, path.Name).Inode) return;
            Replace(path, parent);
            errno = Files.TryLink(targetParent, target.Name, parent, path.Name);
        }
        if (errno is Errno.ENOENT or Errno.ENOTDIR)
            throw new EngineException(ErrorKind.Corrupt, $"unpack archive: {path} is a hard link to {TarEntry.Display(entry.LinkName)}, which is not in the archive before it");
        if (errno == Errno.EPERM)
            throw new EngineException(ErrorKind.Corrupt, $"unpack archive: {path} is a hard link to {TarEntry.Display(entry.LinkName)}, which is a directory");
        UnpackErrors.Demand(errno, "link", path);
    }

    private void AddSymlink(LayerPath path, Fd parent, TarEntry entry)
    {
        if (entry.LinkName.Length == 0) throw new EngineException(ErrorKind.Corrupt, $"unpack archive: the symbolic link {path} has no target");
        Errno errno = Files.TryMakeSymlink(entry.LinkName, parent, path.Name);
        if (errno == Errno.EEXIST)
        {
            Replace(path, parent);
            errno = Files.TryMakeSymlink(entry.LinkName, parent, path.Name);
        }
        UnpackErrors.Demand(errno, "create symbolic link", path);
        SetNamed(path, parent, entry);
    }

    private void AddNode(LayerPath path, Fd parent, TarEntry entry)
    {
        FileType type = entry.Type switch
        {
            TarEntryType.CharacterDevice => FileType.CharacterDevice,
            TarEntryType.BlockDevice => FileType.BlockDevice,
            _ => FileType.Fifo,
        };
        Errno errno = Files.TryMakeNode(parent, path.Name, type, 0x180, entry.Device);
        if (errno == Errno.EEXIST)
        {
            Replace(path, parent);
            errno = Files.TryMakeNode(parent, path.Name, type, 0x180, entry.Device);
        }
        if (errno == Errno.EPERM && type != FileType.Fifo)
        {
            Warn($"{path}: device nodes need root; left out");
            return;
        }
        UnpackErrors.Demand(errno, "create node", path);
        SetNamed(path, parent, entry);
    }

    // Owner, mode, attributes and time by name; a symbolic link has no mode.
    private void SetNamed(LayerPath path, Fd parent, TarEntry entry)
    {
        if (asRoot) UnpackErrors.Demand(Files.TryChangeOwner(parent, path.Name, entry.Uid, entry.Gid), "set the owner of", path);
        if (entry.Type != TarEntryType.Symlink)
            UnpackErrors.Demand(Files.TryChangeMode(parent, path.Name, entry.Permissions), "set the mode of", path);
        foreach (TarXattr xattr in entry.Xattrs) Check(Xattrs.TrySet(parent, path.Name, xattr.Name, xattr.Value), xattr, path);
        UnpackErrors.Demand(Files.TryChangeTimes(parent, path.Name, entry.Modified), "set the time of", path);
    }

    private void AddWhiteout(LayerPath path, Fd parent)
    {
        if (path.Name.SequenceEqual(Whiteout.OpaqueMarker))
        {
            MakeOpaque(parent, path);
            return;
        }
        if (path.Name.StartsWith(Whiteout.MetadataPrefix)) return;
        ReadOnlySpan<byte> hidden = path.Name[Whiteout.Prefix.Length..];
        if (hidden.IsEmpty || hidden.SequenceEqual("."u8) || hidden.SequenceEqual(".."u8))
            throw new EngineException(ErrorKind.Corrupt, $"unpack archive: {path} is a whiteout without a name");
        Errno errno = Files.TryMakeNode(parent, hidden, FileType.CharacterDevice, 0);
        if (errno == Errno.EEXIST)
        {
            // The layer's own file of that name stays; a directory then hides what lies below it.
            if (!Files.Status(parent, hidden).IsDirectory) return;
            using Fd directory = Files.OpenAt(parent, hidden, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow);
            MakeOpaque(directory, path);
            return;
        }
        UnpackErrors.Demand(errno, "create whiteout", path);
        UnpackErrors.Demand(Files.TryChangeTimes(parent, hidden, default), "set the time of", path);
    }

    private void MakeOpaque(Fd directory, LayerPath path)
    {
        Errno errno = Errno.EPERM;
        if (opaqueName is null or LayerXattrs.TrustedOpaque) errno = Xattrs.TrySet(directory, opaqueName = LayerXattrs.TrustedOpaque, "y"u8);
        // Without CAP_SYS_ADMIN of the first user namespace there are no trusted attributes; such an overlay is mounted with userxattr.
        if (errno == Errno.EPERM) errno = Xattrs.TrySet(directory, opaqueName = LayerXattrs.UserOpaque, "y"u8);
        UnpackErrors.Demand(errno, "mark as opaque the directory of", path);
    }

    private static bool IsWhiteout(FileStatus status) => status.Type == FileType.CharacterDevice && status.RawDevice == default;

    // A later entry of the same name wins.
    private void Replace(LayerPath path, Fd parent)
    {
        FileStatus status = Files.Status(parent, path.Name);
        UnpackErrors.Demand(Files.TryRemoveTree(parent, path.Name), "replace", path);
        // Paths through it lead elsewhere from the next entry on; until then the caller still uses the parent's descriptor.
        replacedPath |= status.IsDirectory || status.IsSymlink;
    }

    private void Check(Errno errno, TarXattr xattr, LayerPath path)
    {
        switch (errno)
        {
            case Errno.None: return;
            case Errno.EOPNOTSUPP or Errno.EPERM:
                Warn($"{path}: the attribute {xattr.Name} could not be kept: {errno.Message().ToLowerInvariant()}");
                return;
            default: throw UnpackErrors.Failed($"set the attribute {xattr.Name} of", path, errno);
        }
    }

    private void Warn(string text)
    {
        if (warnings.Count < 100) warnings.Add(text);
    }

    public void Dispose() => directories.Dispose();
}
