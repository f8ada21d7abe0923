using Berth.Engine.Contracts;
using Berth.Oci;

namespace Berth.Engine;

/// <summary>All mounts that a container asks for, one per destination, in Docker's order of precedence.</summary>
internal static class MountIntents
{
    /// <param name="inherited">The mounts of the containers that <c>--volumes-from</c> names.</param>
    internal static List<MountIntent> Collect(ContainerConfig config, HostConfig host, IReadOnlyList<MountIntent.Inherited> inherited, string workingDirectory)
    {
        var byDestination = new Dictionary<string, MountIntent>(StringComparer.Ordinal);
        foreach (MountIntent.Inherited mount in inherited) byDestination[mount.Destination] = mount;

        // What the user names twice is a mistake; what overrides an inherited mount is not.
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (string bind in host.Binds ?? []) Add(BindSyntax.Parse(bind, workingDirectory));
        foreach (MountRequest request in host.Mounts ?? []) Add(MountSyntax.Parse(request));
        foreach ((string destination, string options) in host.Tmpfs ?? []) Add(TmpfsSyntax.Parse(destination, options));

        foreach (string destination in (IEnumerable<string>?)config.Volumes?.Keys ?? [])
        {
            if (MountPaths.Refusal(destination) is { } refusal)
                throw new EngineException(ErrorKind.InvalidArgument, $"invalid volume specification: '{destination}': {MountPaths.Invalid("volume", refusal).Message}");
            string clean = MountPaths.Clean(destination);
            if (!byDestination.ContainsKey(clean)) byDestination[clean] = new MountIntent.Volume { Destination = clean };
        }

        // A mount below another comes after it.
        var all = new List<MountIntent>(byDestination.Values);
        all.Sort(static (a, b) => Depth(a) != Depth(b) ? Depth(a) - Depth(b) : string.CompareOrdinal(a.Destination, b.Destination));
        return all;

        void Add(MountIntent mount)
        {
            if (!named.Add(mount.Destination))
                throw new EngineException(ErrorKind.InvalidArgument, $"Duplicate mount point: {mount.Destination}");
            byDestination[mount.Destination] = mount;
        }
    }

    private static int Depth(MountIntent mount) => mount.Destination.AsSpan().Count('/');
}
