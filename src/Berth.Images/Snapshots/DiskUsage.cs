using Berth.Kernel;

namespace Berth.Images;

/// <summary>How much a tree takes. A file with several names counts once.</summary>
/// <param name="Allocated">Bytes on disk.</param>
/// <param name="Apparent">Bytes of regular files as readers see them: docker's SIZE.</param>
/// <param name="Files">Names below the root.</param>
public readonly record struct DiskUsage(long Allocated, long Apparent, long Files)
{
    /// <summary>Walks a tree; follows no link and crosses no mount point. What vanishes meanwhile is not counted.</summary>
    public static DiskUsage Of(Fd root)
    {
        using Fd top = Kernel.Files.OpenAt(root, ".", OpenFlags.ReadOnly | OpenFlags.Directory);
        var walk = new Walk();
        FileStatus status = Kernel.Files.Status(top);
        walk.Add(status);
        walk.Enter(top, status.Device);
        return new DiskUsage(walk.Allocated, walk.Apparent, walk.Files);
    }

    /// <summary>As <see cref="Of(Fd)"/>; all zero when the directory does not exist.</summary>
    public static DiskUsage Of(string path)
    {
        if (Kernel.Files.TryOpen(path, OpenFlags.ReadOnly | OpenFlags.Directory, out Fd fd) != Errno.None) return default;
        using (fd) return Of(fd);
    }

    private sealed class Walk
    {
        private readonly HashSet<ulong> seen = [];

        internal long Allocated;
        internal long Apparent;
        internal long Files;

        internal void Add(FileStatus status)
        {
            if (status is { IsDirectory: false, Links: > 1 } && !seen.Add(status.Inode)) return;
            Allocated += status.Blocks * 512;
            if (status.IsRegular) Apparent += status.Size;
        }

        internal void Enter(Fd directory, DeviceNumber device)
        {
            var entries = new List<DirectoryEntry>();
            if (DirectoryEntries.TryRead(directory, entries) != Errno.None) return;
            foreach (DirectoryEntry entry in entries)
            {
                if (Kernel.Files.TryStatus(directory, entry.Name, out FileStatus status) != Errno.None || status.Device != device) continue;
                Files++;
                Add(status);
                if (!status.IsDirectory) continue;
                const OpenFlags open = OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow;
                if (Kernel.Files.TryOpenAt(directory, entry.Name, open, out Fd child) != Errno.None) continue;
                using (child) Enter(child, device);
            }
        }
    }
}
