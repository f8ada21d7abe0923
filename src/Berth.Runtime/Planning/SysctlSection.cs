using System.Text;
using Berth.Kernel;
using Berth.Kernel.Launch;

namespace Berth.Runtime.Planning;

/// <summary>
/// Kernel parameters that belong to the container's namespaces. config-linux.md "Sysctl". Only those that a namespace isolates are accepted
/// (<see cref="Validate"/>), and they are written through a procfs that nobody else can reach.
/// </summary>
internal static class SysctlSection
{
    private const ResolveFlags Strict = ResolveFlags.Beneath | ResolveFlags.NoSymlinks | ResolveFlags.NoMagicLinks | ResolveFlags.NoMounts;

    private static readonly string[] IpcKeys =
        ["kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced"];

    public static void Add(PlanContext context, bool hasNetworkNamespace)
    {
        LaunchPlanBuilder child = context.Child;
        child.Group = "kernel parameters";
        foreach ((string key, string value) in context.Linux.Sysctl ?? new Dictionary<string, string>())
        {
            Validate(context, key, hasNetworkNamespace);
            ResultSlot proc = MountSection.PrivateProc(context);
            ResultSlot file = child.Add($"open sysctl {key}", SyscallNumber.Openat2,
                [proc, child.Text("sys/" + FileOf(key)), OpenHow.Bytes(child, OpenFlags.WriteOnly, Strict), OpenHow.Size], keep: true);
            child.Add($"set sysctl {key} = {value}", SyscallNumber.Write, [file, child.Text(value), Encoding.UTF8.GetByteCount(value)]);
        }
    }

    private static void Validate(PlanContext context, string key, bool hasNetworkNamespace)
    {
        string needed =
            Array.IndexOf(IpcKeys, key) >= 0 || key.StartsWith("fs.mqueue.", StringComparison.Ordinal) ? "ipc"
            : key.StartsWith("net.", StringComparison.Ordinal) ? "network"
            : key is "kernel.domainname" or "kernel.hostname" ? "uts"
            : throw PlanContext.Invalid($"sysctl {key} is not of a namespace: setting it would change the host");
        if (!context.HasNamespace(needed) && !(needed == "network" && hasNetworkNamespace))
        {
            throw PlanContext.Invalid($"sysctl {key} needs a {needed} namespace of the container's own");
        }
    }

    /// <summary>Dots are slashes; where the key's first separator is a slash, the two are swapped, sysctl(8).</summary>
    private static string FileOf(string key)
    {
        int first = key.AsSpan().IndexOfAny('.', '/');
        string file = first >= 0 && key[first] == '/' ? key : string.Create(key.Length, key, (span, k) =>
        {
            for (int i = 0; i < k.Length; i++)
            {
                span[i] = k[i] == '.' ? '/' : k[i] == '/' ? '.' : k[i];
            }
        });
        return Array.Exists(file.Split('/'), part => part is "" or "." or "..") ? throw PlanContext.Invalid($"sysctl '{key}' is not a valid name") : file;
    }
}
