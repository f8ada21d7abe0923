namespace Berth.Cli.Values;

/// <summary>One <c>--sysctl</c>: only those of the namespaces that a container has of its own.</summary>
internal static class SysctlValue
{
    /// <summary>Checks an entry. Returns null, or docker's reason.</summary>
    public static string? Check(string text)
    {
        int equals = text.IndexOf('=');
        string name = equals < 0 ? text : text[..equals];
        bool allowed = equals > 0 && (name is "kernel.msgmax" or "kernel.msgmnb" or "kernel.msgmni" or "kernel.sem" or "kernel.shmall"
            or "kernel.shmmax" or "kernel.shmmni" or "kernel.shm_rmid_forced" || name.StartsWith("net.", StringComparison.Ordinal)
            || name.StartsWith("fs.mqueue.", StringComparison.Ordinal));
        return allowed ? null : $"sysctl '{text}' is not allowed";
    }
}
