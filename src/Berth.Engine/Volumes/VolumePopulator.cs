using Berth.Kernel;

namespace Berth.Engine;

/// <summary>
/// Fills an empty volume with what the image has at its mount point, before the first start of the container: a database's image may
/// bring its initial files that way. A volume that holds anything is left alone, unless what it holds is a fill that was killed: that is continued.
/// </summary>
internal static class VolumePopulator
{
    private const string Marker = "filling";

    /// <param name="root">The container's root file system, mounted; nothing outside of it is read, whatever links it has.</param>
    /// <exception cref="KernelException">Reading or writing failed. The volume stays marked as half filled.</exception>
    public static void Fill(BerthEngine engine, IReadOnlyList<VolumeFill> volumes, Fd root)
    {
        foreach (VolumeFill fill in volumes) Fill($"{engine.Paths.Volumes}/{fill.Volume}", fill.Destination, root);
    }

    private static void Fill(string volume, string destination, Fd root)
    {
        Errno errno = Files.TryOpenAt2(
            root, destination, OpenFlags.ReadOnly | OpenFlags.Directory, ResolveFlags.InRoot | ResolveFlags.NoMagicLinks, out Fd source);
        using (source)
        {
            // The image has nothing there, or no directory.
            if (errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP) return;
            if (errno != Errno.None) throw new KernelException("open in the image", destination, errno);
            using FileLock held = FileLock.Acquire(null, volume + "/fill.lock");
            using Fd data = Files.Open(volume + "/_data", OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow);
            bool interrupted = Files.TryStatus(null, $"{volume}/{Marker}", out _) == Errno.None;
            if (!interrupted && DirectoryEntries.Read(data).Count > 0) return;
            Files.Open($"{volume}/{Marker}", OpenFlags.WriteOnly | OpenFlags.Create, 0x180).Dispose();
            TreeCopy.Copy(source, data);
            Files.TryUnlink(null, $"{volume}/{Marker}");
        }
    }
}
