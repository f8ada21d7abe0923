using Berth.Kernel;

namespace Berth.Images;

/// <summary>A layer on its way in: a locked directory with an empty <c>fs</c>. Disposing removes it unless it was kept.</summary>
internal sealed class IncomingLayer : IDisposable
{
    private bool kept;

    private IncomingLayer(string path, Fd directory, Fd root)
    {
        Path = path;
        Directory = directory;
        Root = root;
    }

    internal string Path { get; }

    internal Fd Directory { get; }

    /// <summary>The directory <c>fs</c>.</summary>
    internal Fd Root { get; }

    internal static IncomingLayer Create(string layers, string prefix)
    {
        while (true)
        {
            string path = $"{layers}/{prefix}{RandomBytes.Hex(8)}";
            Files.MakeDirectory(null, path, 0x1C0);
            Errno opened = Files.TryOpen(path, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow, out Fd directory);
            if (opened == Errno.ENOENT) continue;
            if (opened != Errno.None) throw new KernelException("open", path, opened);
            try
            {
                // Between mkdir and lock another process may have taken it for abandoned and removed it.
                Errno errno = FileLock.TryLock(directory, shared: false, wait: true);
                if (errno != Errno.None) throw new KernelException("lock", path, errno);
                errno = Files.TryMakeDirectory(directory, "fs", 0x1ED);
                if (errno == Errno.None)
                    return new IncomingLayer(path, directory, Files.OpenAt(directory, "fs", OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow));
                if (errno != Errno.ENOENT) throw new KernelException("create directory", path + "/fs", errno);
            }
            catch
            {
                directory.Dispose();
                Files.TryRemoveTree(null, path);
                throw;
            }
            directory.Dispose();
        }
    }

    /// <summary>Removes it if nobody holds the lock. One made this instant, not locked yet, goes as well: its maker notices and makes another.</summary>
    internal static bool TryReclaim(string path)
    {
        if (Files.TryOpen(path, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow, out Fd directory) != Errno.None) return false;
        using (directory)
            return FileLock.TryLock(directory, shared: false, wait: false) == Errno.None && Files.TryRemoveTree(null, path) == Errno.None;
    }

    internal void Kept() => kept = true;

    public void Dispose()
    {
        Root.Dispose();
        // Removed while still locked, else another process would do the same at the same time.
        if (!kept) Files.TryRemoveTree(null, Path);
        Directory.Dispose();
    }
}
