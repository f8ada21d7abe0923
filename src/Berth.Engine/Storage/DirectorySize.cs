using Berth.Kernel;

namespace Berth.Engine;

/// <summary>The size of a tree: bytes of its regular files, one of several names counted once.</summary>
internal static class DirectorySize
{
    internal static long Of(string path)
    {
        if (Files.TryOpen(path, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow, out Fd directory) != Errno.None) return 0;
        var linked = new HashSet<ulong>();
        using (directory) return Of(directory, linked);
    }

    private static long Of(Fd directory, HashSet<ulong> linked)
    {
        long size = 0;
        var entries = new List<DirectoryEntry>();
        if (DirectoryEntries.TryRead(directory, entries) != Errno.None) return 0;
        foreach (DirectoryEntry entry in entries)
        {
            if (Files.TryStatus(directory, entry.Name, out FileStatus status) != Errno.None) continue;
            if (status.IsDirectory)
            {
                if (Files.TryOpenAt(directory, entry.Name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow, out Fd child) != Errno.None) continue;
                using (child) size += Of(child, linked);
            }
            else if (status.IsRegular && (status.Links == 1 || linked.Add(status.Inode))) size += status.Size;
        }
        return size;
    }
}
