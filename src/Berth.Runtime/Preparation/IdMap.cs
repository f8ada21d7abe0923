using Berth.Kernel;
using Berth.Kernel.Mounts;
using Berth.Oci;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Preparation;

/// <summary>How the owners of files appear through a mount: <c>containerID</c> as stored, <c>hostID</c> as seen. mount_setattr(2) "ID-mapped mounts".</summary>
/// <param name="Uids">At least one range.</param>
/// <param name="Gids">At least one range.</param>
/// <param name="IsRecursive">The mounts below, too.</param>
public sealed record IdMap(IReadOnlyList<IdMapping> Uids, IReadOnlyList<IdMapping> Gids, bool IsRecursive)
{
    internal void Apply(Fd mount, string destination)
    {
        using Fd userNamespace = UserNamespace.Create(IdRanges.Of(Uids), IdRanges.Of(Gids));
        var change = new MountAttributeChange { Set = MountAttributes.IdMapped, UserNamespace = (ulong)userNamespace.Number };
        try
        {
            DetachedMount.Change(mount, change, IsRecursive, destination);
        }
        catch (KernelException e) when (e.Errno is Errno.EINVAL or Errno.EPERM)
        {
            throw new EngineException(ErrorKind.NotSupported, $"mount at {destination}: it cannot be id-mapped: {e.Errno.Describe()}",
                "the file system has to support it (or, with ridmap, each below), and the kernel for this file system");
        }
    }
}
