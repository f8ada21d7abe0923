using Berth.Kernel;

namespace Berth.Images;

/// <summary>
/// An overlay as data: an image's layers below, a container's own directory above. Whoever prepares a container mounts it; nothing here does.
/// </summary>
/// <param name="LowerDirectories">Read-only trees, the top first, as overlayfs' <c>lowerdir</c> takes them. At least one.</param>
/// <param name="UpperDirectory">Takes the container's changes; null for a read-only view.</param>
/// <param name="WorkDirectory">On the same file system as the upper directory; null exactly when that is.</param>
public sealed record OverlaySnapshot(IReadOnlyList<string> LowerDirectories, string? UpperDirectory, string? WorkDirectory)
{
    /// <summary>A container's snapshot: <c>upper</c> and <c>work</c> below its directory.</summary>
    public static OverlaySnapshot Of(ResolvedImage image, string containerDirectory) =>
        new(image.LayerDirectories, containerDirectory + "/upper", containerDirectory + "/work");

    /// <summary>
    /// Makes the upper and the work directory. The upper takes mode and owner of the image's root, since overlayfs shows the uppermost directory's.
    /// </summary>
    public void CreateDirectories()
    {
        if (UpperDirectory is null || WorkDirectory is null) return;
        Errno errno = Files.TryStatus(null, LowerDirectories[0], out FileStatus root);
        if (errno != Errno.None) throw new KernelException("open layer", LowerDirectories[0], errno);
        Files.MakeDirectory(null, WorkDirectory, 0x1C0);
        Files.MakeDirectory(null, UpperDirectory, 0x1C0);
        if (Files.EffectiveUser == 0) errno = Files.TryChangeOwner(null, UpperDirectory, root.Uid, root.Gid);
        if (errno == Errno.None) errno = Files.TryChangeMode(null, UpperDirectory, root.Permissions);
        if (errno != Errno.None) throw new KernelException("create directory", UpperDirectory, errno);
    }

    /// <summary>What the container has written.</summary>
    public DiskUsage UpperUsage => UpperDirectory is null ? default : DiskUsage.Of(UpperDirectory);

    /// <summary>Removes the upper and the work directory; those of the image stay. Missing ones are no failure.</summary>
    public void RemoveDirectories()
    {
        foreach (string? path in (string?[])[UpperDirectory, WorkDirectory])
        {
            Errno errno = path is null ? Errno.None : Files.TryRemoveTree(null, path);
            if (errno != Errno.None) throw new KernelException("remove", path, errno);
        }
    }
}
