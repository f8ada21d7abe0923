using Berth.Kernel;
using Berth.Oci;

namespace Berth.Images;

/// <summary>The walk behind <see cref="LayerArchive"/>.</summary>
internal sealed class TreeArchiver(Fd root, TarWriter writer, CancellationToken cancellation)
{
    private const ResolveFlags Strictly = ResolveFlags.Beneath | ResolveFlags.NoSymlinks;
    private const OpenFlags Open = OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow;

    /// <summary>Deeper directories are closed while one below them is read, so that depth costs no descriptors.</summary>
    private const int DepthKeptOpen = 200;

    private readonly Dictionary<(DeviceNumber, ulong), byte[]> firstNames = [];

    /// <summary>Bytes allocated on disk for what was walked.</summary>
    internal long DiskUsage { get; private set; }

    internal void Write()
    {
        using Fd directory = Files.OpenAt(root, ".", Open);
        WriteDirectory(directory, [], 0);
    }

    private void WriteDirectory(Fd directory, byte[] path, int depth)
    {
        FileStatus status = Files.Status(directory);
        DiskUsage += status.Blocks * 512;
        List<string> names = Xattrs.List(directory);
        Begin(TarEntryType.Directory, path.Length == 0 ? [.. "./"u8] : [.. path, (byte)'/'], status, [], Content(names, name =>
            Xattrs.TryGet(directory, name, out byte[] value) == Errno.None ? value : null));
        if (IsOpaque(directory, names)) BeginWhiteout(Join(path, Whiteout.OpaqueMarker));

        List<DirectoryEntry> entries = DirectoryEntries.Read(directory);
        entries.Sort(static (a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));
        Fd current = directory;
        try
        {
            foreach (DirectoryEntry entry in entries)
            {
                cancellation.ThrowIfCancellationRequested();
                byte[] entryPath = Join(path, entry.Name);
                if (current.IsClosed) current = Reopen(path);
                FileStatus entryStatus = Files.Status(current, entry.Name);
                if (!entryStatus.IsDirectory) WriteEntry(current, entry.Name, entryPath, entryStatus);
                else
                {
                    using Fd child = Files.OpenAt(current, entry.Name, Open);
                    if (depth >= DepthKeptOpen) current.Dispose();
                    WriteDirectory(child, entryPath, depth + 1);
                }
            }
        }
        finally
        {
            if (!ReferenceEquals(current, directory)) current.Dispose();
        }
    }

    private Fd Reopen(byte[] path) => path.Length == 0 ? Files.OpenAt(root, ".", Open) : Files.OpenAt2(root, path, Open, Strictly);

    private static byte[] Join(byte[] path, ReadOnlySpan<byte> name) => path.Length == 0 ? name.ToArray() : [.. path, (byte)'/', .. name];

    private void WriteEntry(Fd parent, byte[] name, byte[] path, FileStatus status)
    {
        if (status.Type == FileType.Socket) return;
        if (status.Type == FileType.CharacterDevice && status.RawDevice == default)
        {
            BeginWhiteout(Join(path[..^name.Length].AsSpan().TrimEnd((byte)'/').ToArray(), [.. Whiteout.Prefix, .. name]));
            return;
        }
        if (status.Links > 1)
        {
            if (firstNames.TryGetValue((status.Device, status.Inode), out byte[]? first))
            {
                Begin(TarEntryType.HardLink, path, status, first, []);
                return;
            }
            firstNames[(status.Device, status.Inode)] = path;
        }
        DiskUsage += status.Blocks * 512;

        if (status.IsRegular)
        {
            WriteFile(parent, name, path);
            return;
        }
        byte[] target = [];
        if (status.IsSymlink)
        {
            Errno errno = Files.TryReadLink(parent, name, out target);
            if (errno != Errno.None) throw new KernelException("read link", TarEntry.Display(path), errno);
        }
        TarEntryType type = status.Type switch
        {
            FileType.Symlink => TarEntryType.Symlink,
            FileType.CharacterDevice => TarEntryType.CharacterDevice,
            FileType.BlockDevice => TarEntryType.BlockDevice,
            _ => TarEntryType.Fifo,
        };
        Begin(type, path, status, target, Content(Xattrs.List(parent, name), attribute =>
            Xattrs.TryGet(parent, name, attribute, out byte[] value) == Errno.None ? value : null));
    }

    private void WriteFile(Fd parent, byte[] name, byte[] path)
    {
        // A file swapped for a FIFO meanwhile must not block the open.
        using Fd file = Files.OpenAt(parent, name, OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlock);
        FileStatus status = Files.Status(file);
        if (!status.IsRegular) throw Changed(path);
        Begin(TarEntryType.Regular, path, status, [], Content(Xattrs.List(file), attribute =>
            Xattrs.TryGet(file, attribute, out byte[] value) == Errno.None ? value : null));
        for (long left = status.Size; left > 0;)
        {
            int count = Files.Read(file, writer.ContentSpace());
            if (count == 0) throw Changed(path);
            writer.AdvanceContent(count);
            left -= count;
        }
    }

    private static EngineException Changed(byte[] path) =>
        new(ErrorKind.Conflict, $"archive the layer: {TarEntry.Display(path)} changed while it was being read");

    private void Begin(TarEntryType type, byte[] path, FileStatus status, byte[] link, List<TarXattr> xattrs) => writer.Begin(new TarEntry
    {
        Type = type,
        Name = path,
        LinkName = link,
        Permissions = type == TarEntryType.Symlink ? 0x1FF : status.Permissions,
        Uid = status.Uid,
        Gid = status.Gid,
        Size = type == TarEntryType.Regular ? status.Size : 0,
        Modified = new FileTime(status.Modified.Seconds),
        Device = status.RawDevice,
        Xattrs = xattrs,
    });

    private void BeginWhiteout(byte[] path) => writer.Begin(new TarEntry { Type = TarEntryType.Regular, Name = path });

    private static List<TarXattr> Content(List<string> names, Func<string, byte[]?> read)
    {
        var list = new List<TarXattr>();
        foreach (string name in names)
            if (LayerXattrs.IsContent(name) && read(name) is { } value) list.Add(new TarXattr(name, value));
        return list;
    }

    private static bool IsOpaque(Fd directory, List<string> names)
    {
        foreach (string name in names)
            if (name is LayerXattrs.TrustedOpaque or LayerXattrs.UserOpaque)
                return Xattrs.TryGet(directory, name, out byte[] value) == Errno.None && value is [(byte)'y', ..];
        return false;
    }
}
