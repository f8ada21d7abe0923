using Berth.Oci;

namespace Berth.Engine;

/// <summary>The options of a tmpfs: Docker's defaults (<c>noexec,nosuid,nodev</c>), each overridden by its opposite.</summary>
internal static class TmpfsSyntax
{
    internal static MountIntent.Tmpfs Parse(string destination, string options)
    {
        if (MountPaths.Refusal(destination) is { } refusal)
            throw new EngineException(ErrorKind.InvalidArgument, $"invalid tmpfs mount: {refusal}");
        return new MountIntent.Tmpfs
        {
            Destination = MountPaths.Clean(destination),
            Options = Merge(options.Length == 0 ? [] : options.Split(',')),
        };
    }

    internal static string[] Merge(IEnumerable<string> options)
    {
        List<string> merged = ["noexec", "nosuid", "nodev", "rprivate"];
        foreach (string option in options)
        {
            if (option.Length == 0) continue;
            string kind = KindOf(option) ?? throw new EngineException(ErrorKind.InvalidArgument, $"invalid tmpfs option \"{option}\"");
            merged.RemoveAll(other => KindOf(other) == kind);
            merged.Add(option);
        }
        return [.. merged];
    }

    // What excludes each other; null for a word that tmpfs does not know.
    private static string? KindOf(string option)
    {
        int equals = option.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0)
            return option[..equals] is "size" or "mode" or "uid" or "gid" or "nr_inodes" or "nr_blocks" or "mpol" ? option[..equals] : null;
        return option switch
        {
            "ro" or "rw" => "ro",
            "exec" or "noexec" => "exec",
            "suid" or "nosuid" => "suid",
            "dev" or "nodev" => "dev",
            "sync" or "async" => "sync",
            "dirsync" => "dirsync",
            "atime" or "noatime" or "relatime" or "norelatime" or "strictatime" or "nostrictatime" => "atime",
            "diratime" or "nodiratime" => "diratime",
            "mand" or "nomand" => "mand",
            "private" or "rprivate" or "shared" or "rshared" or "slave" or "rslave" or "unbindable" or "runbindable" => "propagation",
            "defaults" => "defaults",
            _ => null,
        };
    }
}
