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

    private static readonly string[] IpcNames =
        ["kernel/msgmax", "kernel/msgmnb", "kernel/msgmni", "kernel/sem", "kernel/shmall", "kernel/shmmax", "kernel/shmmni", "kernel/shm_rmid_forced"];

    public static void Add(PlanContext context, bool hasNetworkNamespace)
    {
        LaunchPlanBuilder child = context.Child;
        child.Group = "kernel parameters";
        foreach ((string key, string value) in context.Linux.Sysctl ?? new Dictionary<string, string>())
        {
            string name = FileOf(key);
            Validate(context, key, name, hasNetworkNamespace);
            ResultSlot proc = MountSection.PrivateProc(context);
            ResultSlot file = child.Add($"open sysctl {key}", SyscallNumber.Openat2,
                [proc, child.Text("sys/" + name), OpenHow.Bytes(child, OpenFlags.WriteOnly, Strict), OpenHow.Size], keep: true);
            child.Add($"set sysctl {key} = {value}", SyscallNumber.Write, [file, child.Text(value), Encoding.UTF8.GetByteCount(value)]);
        }
    }

    private static void Validate(PlanContext context, string key, string name, bool hasNetworkNamespace)
    {
        if (name == "kernel/hostname")
        {
            throw Invalid(key, "set hostname instead");
        }

        string needed =
            Array.IndexOf(IpcNames, name) >= 0 || name.StartsWith("fs/mqueue/", StringComparison.Ordinal) ? "ipc"
            : name.StartsWith("net/", StringComparison.Ordinal) ? "network"
            : name == "kernel/domainname" ? "uts"
            : throw Invalid(key, "it is not of a namespace: setting it would change the host");
        if (!context.HasNamespace(needed) && !(needed == "network" && hasNetworkNamespace))
        {
            throw Invalid(key, $"it needs a {needed} namespace of the container's own");
        }
    }

    private static Berth.Oci.EngineException Invalid(string key, string reason) => PlanContext.Invalid($"config.json: linux.sysctl: {key}: {reason}");

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
        return Array.Exists(file.Split('/'), part => part is "" or "." or "..") ? throw Invalid($"'{key}'", "it is not a valid name") : file;
    }
}
