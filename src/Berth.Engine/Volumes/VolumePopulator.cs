using Berth.Kernel;

namespace Berth.Engine;

/// <summary>Fills a new volume with what the image has at its mount point: content, owner and mode, as docker does on first use.</summary>
internal static class VolumePopulator
{
    /// <param name="root">The container's root file system, mounted.</param>
    public static void Fill(BerthEngine engine, IReadOnlyList<VolumeFill> volumes, Fd root)
    {
        foreach (VolumeFill fill in volumes)
        {
            Errno errno = Files.TryOpenAt2(root, fill.Destination.TrimStart('/'), OpenFlags.ReadOnly | OpenFlags.Directory,
                ResolveFlags.InRoot | ResolveFlags.NoMagicLinks, out Fd source);
            using (source)
            {
                if (errno is Errno.ENOENT or Errno.ENOTDIR)
                {
                    continue;
                }

                if (errno != Errno.None)
                {
                    throw new KernelException("open in the image", fill.Destination, errno);
                }

                using Fd target = Files.Open(engine.Volumes.Store.DataOf(fill.Volume), OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow);
                if (DirectoryEntries.Read(target).Count == 0)
                {
                    TreeCopy.Copy(source, target);
                }
            }
        }
    }
}
