namespace Berth.Oci.Runtime;

/// <summary>The example bundle that <c>runtime spec</c> writes, with the contents that users know from runc.</summary>
public static class DefaultSpec
{
    private static readonly string[] KeptCapabilities = ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"];

    /// <summary>The same for an ordinary user, who becomes root of a user namespace: without a network of the container's own and without limits.</summary>
    /// <param name="uid">Who becomes root.</param>
    /// <param name="gid">Its group.</param>
    /// <param name="maskedPaths">As for <see cref="Create"/>.</param>
    /// <param name="readonlyPaths">As for <see cref="Create"/>.</param>
    public static Spec CreateRootless(uint uid, uint gid, string[] maskedPaths, string[] readonlyPaths)
    {
        Spec spec = Create(unifiedCgroups: true, maskedPaths, readonlyPaths);
        return spec with
        {
            Mounts =
            [
                .. Array.FindAll(spec.Mounts!, m => m.Type is not ("sysfs" or "cgroup")).Select(m => m.Type != "devpts" ? m
                    // The group of terminals is not mapped.
                    : m with { Options = Array.FindAll(m.Options!, o => !o.StartsWith("gid=", StringComparison.Ordinal)) }),
                // A new sysfs belongs to who owns the network namespace.
                new Mount { Destination = "/sys", Type = "none", Source = "/sys", Options = ["rbind", "nosuid", "noexec", "nodev", "ro"] },
            ],
            Linux = spec.Linux! with
            {
                Resources = null,
                Namespaces = [.. Array.FindAll(spec.Linux.Namespaces!, n => n.Type != "network"), new Namespace { Type = "user" }],
                UidMappings = [new IdMapping { ContainerId = 0, HostId = uid, Size = 1 }],
                GidMappings = [new IdMapping { ContainerId = 0, HostId = gid, Size = 1 }],
            },
        };
    }

    /// <param name="unifiedCgroups">Whether the host has cgroup v2 alone: then the container gets a cgroup namespace.</param>
    /// <param name="maskedPaths">What the container may not see of /proc and /sys.</param>
    /// <param name="readonlyPaths">What it may not change.</param>
    public static Spec Create(bool unifiedCgroups, string[] maskedPaths, string[] readonlyPaths) => new()
    {
        OciVersion = RuntimeSpec.Version,
        Process = new Process
        {
            Terminal = true,
            User = new User(),
            Args = ["sh"],
            Env = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm"],
            Cwd = "/",
            Capabilities = new Capabilities { Bounding = KeptCapabilities, Effective = KeptCapabilities, Permitted = KeptCapabilities },
            Rlimits = [new Rlimit { Type = "RLIMIT_NOFILE", Hard = 1024, Soft = 1024 }],
            NoNewPrivileges = true,
        },
        Root = new Root { Path = "rootfs", Readonly = true },
        Hostname = "berth",
        Mounts =
        [
            new Mount { Destination = "/proc", Type = "proc", Source = "proc" },
            new Mount { Destination = "/dev", Type = "tmpfs", Source = "tmpfs", Options = ["nosuid", "strictatime", "mode=755", "size=65536k"] },
            new Mount
            {
                Destination = "/dev/pts", Type = "devpts", Source = "devpts",
                Options = ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"],
            },
            new Mount { Destination = "/dev/shm", Type = "tmpfs", Source = "shm", Options = ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"] },
            new Mount { Destination = "/dev/mqueue", Type = "mqueue", Source = "mqueue", Options = ["nosuid", "noexec", "nodev"] },
            new Mount { Destination = "/sys", Type = "sysfs", Source = "sysfs", Options = ["nosuid", "noexec", "nodev", "ro"] },
            new Mount
            {
                Destination = "/sys/fs/cgroup", Type = "cgroup", Source = "cgroup",
                Options = ["nosuid", "noexec", "nodev", "relatime", "ro"],
            },
        ],
        Linux = new LinuxSection
        {
            Resources = new Resources { Devices = [new DeviceRule { Allow = false, Access = "rwm" }] },
            Namespaces =
            [
                new Namespace { Type = "pid" },
                new Namespace { Type = "network" },
                new Namespace { Type = "ipc" },
                new Namespace { Type = "uts" },
                new Namespace { Type = "mount" },
                .. unifiedCgroups ? new[] { new Namespace { Type = "cgroup" } } : [],
            ],
            MaskedPaths = maskedPaths,
            ReadonlyPaths = readonlyPaths,
        },
    };
}
