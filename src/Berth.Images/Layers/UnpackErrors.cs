using Berth.Kernel;
using Berth.Oci;

namespace Berth.Images;

/// <summary>The words for what goes wrong while unpacking.</summary>
internal static class UnpackErrors
{
    /// <summary>A system call on a member failed.</summary>
    internal static EngineException Failed(string what, LayerPath path, Errno errno) => Failed(what, path.IsRoot ? "/" : path.ToString(), errno);

    internal static EngineException Failed(string what, string name, Errno errno) => errno switch
    {
        Errno.ENOSPC or Errno.EDQUOT => new EngineException(
            ErrorKind.Exhausted, $"unpack archive: {what} {name}: {errno.Message().ToLowerInvariant()}", "free some space, or choose another disk with --data-root"),
        Errno.ENAMETOOLONG or Errno.ENOTDIR or Errno.ELOOP or Errno.EISDIR or Errno.ENOENT => new EngineException(
            ErrorKind.Corrupt, $"unpack archive: {what} {name}: {errno.Message().ToLowerInvariant()}"),
        Errno.EPERM or Errno.EACCES => new EngineException(ErrorKind.Forbidden, $"unpack archive: {what} {name}: {errno.Message().ToLowerInvariant()}"),
        _ => new EngineException(ErrorKind.Internal, $"unpack archive: {what} {name}: {errno.Describe()}"),
    };

    internal static void Demand(Errno errno, string what, LayerPath path)
    {
        if (errno != Errno.None) throw Failed(what, path, errno);
    }
}
