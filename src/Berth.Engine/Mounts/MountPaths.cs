using Berth.Oci;

namespace Berth.Engine;

/// <summary>Paths of mounts: Go's <c>path.Clean</c>, and Docker's checks of destinations.</summary>
internal static class MountPaths
{
    /// <summary>Without empty, <c>.</c> and <c>..</c> components; <c>..</c> does not leave the root. For absolute paths.</summary>
    internal static string Clean(string path)
    {
        var parts = new List<string>();
        foreach (string part in path.Split('/'))
        {
            if (part is "" or ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count > 0) parts.RemoveAt(parts.Count - 1);
        }
        return "/" + string.Join('/', parts);
    }

    /// <summary>The reason why a destination will not do; null when it will.</summary>
    internal static string? Refusal(string destination)
    {
        if (destination.Length == 0) return "field Target must not be empty";
        if (Clean(destination) == "/" && (destination[0] == '/' || Clean("/" + destination) == "/")) return "invalid specification: destination can't be '/'";
        return destination[0] == '/' ? null : $"invalid mount path: '{destination}' mount path must be absolute";
    }

    internal static EngineException Invalid(string type, string reason) =>
        new(ErrorKind.InvalidArgument, $"invalid mount config for type \"{type}\": {reason}");
}
