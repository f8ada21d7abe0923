namespace Berth.Oci.Runtime;

/// <summary>What only Linux has. <see href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md"/>.</summary>
public sealed record LinuxSection
{
    /// <summary>The mapping of the container's user namespace.</summary>
    public IdMapping[]? UidMappings { get; init; }

    public IdMapping[]? GidMappings { get; init; }

    /// <summary>Kernel parameters by dotted name, e.g. <c>net.ipv4.ip_forward</c>.</summary>
    public IReadOnlyDictionary<string, string>? Sysctl { get; init; }

    public Resources? Resources { get; init; }

    /// <summary>Where the container's cgroup is: a path below the hierarchy's mount, or <c>slice:prefix:name</c> with systemd.</summary>
    public string? CgroupsPath { get; init; }

    public Namespace[]? Namespaces { get; init; }

    public Device[]? Devices { get; init; }

    /// <summary>Network interfaces of the host moved into the container, by their name on the host.</summary>
    public IReadOnlyDictionary<string, NetDevice>? NetDevices { get; init; }

    public Seccomp? Seccomp { get; init; }

    /// <summary><c>private</c>, <c>rprivate</c>, <c>slave</c>, <c>rslave</c>, <c>shared</c>, <c>rshared</c>, <c>unbindable</c> or <c>runbindable</c>.</summary>
    public string? RootfsPropagation { get; init; }

    /// <summary>Absolute paths inside the container that cannot be read.</summary>
    public string[]? MaskedPaths { get; init; }

    /// <summary>Absolute paths inside the container that cannot be written.</summary>
    public string[]? ReadonlyPaths { get; init; }

    /// <summary>The SELinux context of the container's mounts.</summary>
    public string? MountLabel { get; init; }

    public IntelRdt? IntelRdt { get; init; }

    public MemoryPolicy? MemoryPolicy { get; init; }

    public Personality? Personality { get; init; }

    /// <summary>By clock: <c>monotonic</c> or <c>boottime</c>.</summary>
    public IReadOnlyDictionary<string, TimeOffset>? TimeOffsets { get; init; }
}
