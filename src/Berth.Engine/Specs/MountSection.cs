using Berth.Engine.Contracts;
using Berth.Oci.Runtime;

namespace Berth.Engine;

/// <summary><c>mounts</c>: the file systems every container has, then the user's, in Docker's order.</summary>
internal static class MountSection
{
    internal static Mount[] Build(SpecInputs inputs)
    {
        HostConfig host = inputs.Host;
        var users = new HashSet<string>(StringComparer.Ordinal);
        foreach (Mount mount in inputs.Mounts) users.Add(mount.Destination);

        var mounts = new List<Mount>(16);
        foreach (Mount mount in Defaults(host))
        {
            // What the user mounts there, or a /dev of the user's, replaces ours.
            if (users.Contains(mount.Destination) || users.Contains("/dev") && mount.Destination.StartsWith("/dev/", StringComparison.Ordinal)) continue;
            mounts.Add(host.ReadonlyRootfs && !StaysWritable(mount.Destination) ? ReadOnly(mount) : mount);
        }
        AddFile("/etc/resolv.conf", inputs.NetworkFiles.ResolvConfFile);
        AddFile("/etc/hostname", inputs.NetworkFiles.HostnameFile);
        AddFile("/etc/hosts", inputs.NetworkFiles.HostsFile);
        mounts.AddRange(inputs.Mounts);
        return [.. mounts];

        void AddFile(string destination, string source)
        {
            if (!users.Contains(destination))
                mounts.Add(MountResolver.BindOf(source, destination, host.ReadonlyRootfs, "rprivate", nonRecursive: true, readOnlyNonRecursive: true));
        }
    }

    // A volume that is to propagate needs a root that does.
    internal static string? RootPropagation(SpecInputs inputs)
    {
        string? propagation = null;
        foreach (Mount mount in inputs.Mounts)
        {
            foreach (string option in mount.Options ?? [])
            {
                if (option is "shared" or "rshared") return "shared";
                if (option is "slave" or "rslave") propagation = "rslave";
            }
        }
        return propagation;
    }

    private static IEnumerable<Mount> Defaults(HostConfig host)
    {
        string[] access = host.Privileged ? [] : ["ro"];
        yield return new Mount { Destination = "/proc", Type = "proc", Source = "proc", Options = ["nosuid", "noexec", "nodev"] };
        yield return new Mount { Destination = "/dev", Type = "tmpfs", Source = "tmpfs", Options = ["nosuid", "strictatime", "mode=755", "size=65536k"] };
        yield return new Mount
        {
            Destination = "/dev/pts", Type = "devpts", Source = "devpts",
            Options = ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"],
        };
        yield return new Mount { Destination = "/sys", Type = "sysfs", Source = "sysfs", Options = ["nosuid", "noexec", "nodev", .. access] };
        yield return new Mount { Destination = "/sys/fs/cgroup", Type = "cgroup", Source = "cgroup", Options = [.. access, "nosuid", "noexec", "nodev"] };
        yield return new Mount { Destination = "/dev/mqueue", Type = "mqueue", Source = "mqueue", Options = ["nosuid", "noexec", "nodev"] };
        if (host.IpcMode == "host")
        {
            // The namespace is the host's, so the memory that goes with it has to be too.
            yield return MountResolver.BindOf("/dev/shm", "/dev/shm", false, "rprivate", nonRecursive: false, readOnlyNonRecursive: false);
            yield break;
        }
        if (host.IpcMode != "none")
        {
            yield return new Mount
            {
                Destination = "/dev/shm", Type = "tmpfs", Source = "shm", Options = ["nosuid", "noexec", "nodev", "mode=1777", "size=" + host.ShmSize],
            };
        }
    }

    private static bool StaysWritable(string destination) => destination is "/proc" or "/dev/pts" or "/dev/shm" or "/dev/mqueue" or "/dev";

    private static Mount ReadOnly(Mount mount) => mount.Options!.Contains("ro") ? mount : mount with { Options = [.. mount.Options!, "ro"] };
}
