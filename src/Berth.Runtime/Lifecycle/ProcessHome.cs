using System.Globalization;
using Berth.Kernel;
using Berth.Kernel.Identity;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Lifecycle;

/// <summary>Programs expect HOME: where nobody says it, the container's own /etc/passwd does.</summary>
internal static class ProcessHome
{
    /// <param name="root">The container's root file system.</param>
    public static Process Add(Process process, Fd root)
    {
        if (IsSet(process))
        {
            return process;
        }

        string uid = (process.User?.Uid ?? 0).ToString(CultureInfo.InvariantCulture);
        string home = UserSpec.TryResolve(root, uid, null, out UserIdentity user, out _) && user.Home.Length > 0 ? user.Home : "/";
        return process with { Env = [.. process.Env ?? [], "HOME=" + home] };
    }

    public static bool IsSet(Process process) => Array.Exists(process.Env ?? [], v => v.StartsWith("HOME=", StringComparison.Ordinal) && v.Length > 5);
}
