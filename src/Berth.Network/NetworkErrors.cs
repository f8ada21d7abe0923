using Berth.Kernel;
using Berth.Oci;

namespace Berth.Network;

/// <summary>Turns what the kernel refused into what a user is told.</summary>
internal static class NetworkErrors
{
    internal static EngineException Explain(KernelException cause, string doing) => cause.Errno switch
    {
        Errno.EPERM or Errno.EACCES => new EngineException(ErrorKind.Forbidden, $"{doing}: {cause.Message}",
            "bridge networking needs root (CAP_NET_ADMIN and CAP_SYS_ADMIN); run as root, or use --network none or host", cause),
        Errno.EOPNOTSUPP or Errno.EPROTONOSUPPORT or Errno.EAFNOSUPPORT => new EngineException(ErrorKind.NotSupported, $"{doing}: {cause.Message}",
            "the kernel needs bridge, veth and nf_tables (modules bridge, veth, nf_tables, nft_masq, nft_ct, nft_fib_inet)", cause),
        Errno.ENOSPC or Errno.ENOMEM or Errno.ENFILE or Errno.EMFILE or Errno.EDQUOT => new EngineException(ErrorKind.Exhausted, $"{doing}: {cause.Message}", null, cause),
        Errno.EROFS => new EngineException(ErrorKind.Forbidden, $"{doing}: {cause.Message}", "a read-only /proc/sys or state directory cannot be changed", cause),
        _ => new EngineException(ErrorKind.Internal, $"{doing}: {cause.Message}", null, cause),
    };
}
