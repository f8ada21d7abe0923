using Berth.Kernel;

namespace Berth.Engine;

/// <summary>The overlay's directories, with the two files that Docker puts into every container: <c>/.dockerenv</c>, and <c>/etc/mtab</c> where the image has none.</summary>
internal static class RootfsSkeleton
{
    private const string MountTable = "/proc/mounts";

    internal static void Make(Fd container, EnginePaths paths, string[] layers)
    {
        Files.MakeDirectory(container, "work", EnginePaths.DirectoryMode);
        Files.MakeDirectory(container, "upper", 0x1ED);
        using Fd upper = Files.OpenAt(container, "upper", OpenFlags.ReadOnly | OpenFlags.Directory);
        // The root directory of the container: its mode must not depend on our umask.
        Files.TryChangeMode(upper, 0x1ED);
        Files.OpenAt(upper, ".dockerenv", OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, 0x1ED).Dispose();
        MakeMountTable(upper, paths, layers);
    }

    private static void MakeMountTable(Fd upper, EnginePaths paths, string[] layers)
    {
        FileStatus? etc = null;
        for (int i = layers.Length - 1; i >= 0; i--)
        {
            string layer = LaunchInputs.LayerPath(paths, layers[i]);
            if (Files.TryStatus(null, layer + "/etc/mtab", out _) == Errno.None) return;
            if (etc is null && Files.TryStatus(null, layer + "/etc", out FileStatus status) == Errno.None) etc = status;
        }
        // Only into an /etc that is a directory; it is copied up with its owner and mode, which the upper one would otherwise hide.
        if (etc is not { IsDirectory: true } found) return;
        Files.MakeDirectory(upper, "etc", 0x1ED);
        using Fd directory = Files.OpenAt(upper, "etc", OpenFlags.ReadOnly | OpenFlags.Directory);
        if (found.Uid != 0 || found.Gid != 0) Files.TryChangeOwner(directory, found.Uid, found.Gid);
        Files.TryChangeMode(directory, found.Permissions);
        Files.TryMakeSymlink(MountTable, directory, "mtab");
    }
}
