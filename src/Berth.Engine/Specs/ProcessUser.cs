using Berth.Oci.Runtime;

namespace Berth.Engine;

/// <summary>Puts the user that start looked up in the container's /etc/passwd and /etc/group into the specification.</summary>
public static class ProcessUser
{
    /// <param name="spec">As create made it.</param>
    /// <param name="uid">Of the process.</param>
    /// <param name="gid">Of the process.</param>
    /// <param name="groups">Supplementary groups, those of <c>--group-add</c> included.</param>
    /// <param name="home">The home directory; null or empty is <c>/</c>. Only used when the environment has no HOME.</param>
    public static Spec Apply(Spec spec, uint uid, uint gid, ReadOnlySpan<uint> groups, string? home)
    {
        Process process = spec.Process ?? throw new ArgumentException("a specification without a process", nameof(spec));
        uint[] all = groups.Contains(gid) ? groups.ToArray() : [gid, .. groups];
        Capabilities? capabilities = process.Capabilities;
        return spec with
        {
            Process = process with
            {
                User = new User { Uid = uid, Gid = gid, AdditionalGids = all, Umask = process.User?.Umask },
                // Only root gets them at once, as execve(2) would have it; others may gain what the bounding set allows.
                Capabilities = uid == 0 || capabilities is null ? capabilities : new Capabilities { Bounding = capabilities.Bounding },
                Env = HasHome(process.Env) ? process.Env : [.. process.Env ?? [], "HOME=" + (string.IsNullOrEmpty(home) ? "/" : home)],
            },
        };
    }

    private static bool HasHome(string[]? environment)
    {
        foreach (string variable in environment ?? [])
            if (variable.StartsWith("HOME=", StringComparison.Ordinal) && variable.Length > 5) return true;
        return false;
    }
}
