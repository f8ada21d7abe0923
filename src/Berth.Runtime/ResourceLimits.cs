namespace Berth.Runtime;

/// <summary>The names of resource limits, getrlimit(2): <c>RLIMIT_NOFILE</c> or docker's <c>nofile</c>.</summary>
public static class ResourceLimits
{
    private static readonly string[] Names =
        ["CPU", "FSIZE", "DATA", "STACK", "CORE", "RSS", "NPROC", "NOFILE", "MEMLOCK", "AS", "LOCKS", "SIGPENDING", "MSGQUEUE", "NICE", "RTPRIO", "RTTIME"];

    public static bool TryParse(ReadOnlySpan<char> name, out int resource)
    {
        if (name.StartsWith("RLIMIT_", StringComparison.OrdinalIgnoreCase))
        {
            name = name["RLIMIT_".Length..];
        }

        for (resource = 0; resource < Names.Length; resource++)
        {
            if (name.Equals(Names[resource], StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
