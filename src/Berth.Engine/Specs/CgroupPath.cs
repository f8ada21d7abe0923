using Berth.Engine.Contracts;
using Berth.Oci;

namespace Berth.Engine;

/// <summary>Where a container's cgroup is: <c>/berth/ID</c>, or below <c>--cgroup-parent</c>.</summary>
internal static class CgroupPath
{
    internal static string Of(HostConfig host, ContainerId id) =>
        (host.CgroupParent.Length == 0 ? "/berth" : "/" + host.CgroupParent.Trim('/')) + "/" + id.Value;

    internal static void CheckParent(string parent)
    {
        foreach (string part in parent.Trim('/').Split('/'))
            if (part is "." or ".." || part.Length == 0 && parent.Length > 0 || part.Contains('\0') || part.Contains('\n'))
                throw new EngineException(ErrorKind.InvalidArgument, $"invalid cgroup parent \"{parent}\"", "name a path below the cgroup root, e.g. /batch");
    }
}
