using Berth.Kernel;
using Berth.Kernel.Mounts;

namespace Berth.Runtime.Preparation;

/// <summary>What a tmpfs takes from the directory that it covers.</summary>
/// <param name="Files">A copy of what is in it (the mount option <c>tmpcopyup</c>).</param>
/// <param name="TakesMode">The permissions, where the options give none; a directory that had to be made has none to give.</param>
/// <param name="ThenReadOnly">The mount becomes read-only after that.</param>
public sealed record TmpfsContent(bool Files, bool TakesMode, bool ThenReadOnly)
{
    internal void Take(Fd covered, bool isNew, Fd mount, string path)
    {
        if (!isNew)
        {
            FileStatus own = Kernel.Files.Status(mount);
            uint mode = TakesMode ? Kernel.Files.Status(covered).Permissions : own.Permissions;
            if (Files)
            {
                const OpenFlags flags = OpenFlags.ReadOnly | OpenFlags.Directory;
                using Fd from = Kernel.Files.OpenAt(covered, ".", flags);
                using Fd to = Kernel.Files.OpenAt(mount, ".", flags);
                TreeCopy.Copy(from, to);
                // What is in the directory, not the directory: that is the container's root's.
                _ = Kernel.Files.TryChangeOwner(mount, ".", own.Uid, own.Gid);
            }

            _ = Kernel.Files.TryChangeMode(mount, ".", mode);
        }

        if (ThenReadOnly)
        {
            DetachedMount.Change(mount, new MountAttributeChange { Set = MountAttributes.ReadOnly }, recursive: false, path);
        }
    }
}
