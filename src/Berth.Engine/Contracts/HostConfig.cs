using System.Text.Json.Serialization;

namespace Berth.Engine.Contracts;

/// <summary>
/// What a container asks of the host: Docker Engine API <c>HostConfig</c>, resources included (Docker embeds them in this object too).
/// Sizes are bytes. Key order and null-versus-empty are Docker's, so that <c>inspect</c> prints the same JSON.
/// </summary>
public sealed record HostConfig
{
    /// <summary><c>source:destination[:options]</c>, the <c>-v</c> syntax; a source without a leading slash is a volume's name.</summary>
    public string[]? Binds { get; init; }

    public string ContainerIDFile { get; init => field = value ?? ""; } = "";

    public LogConfig LogConfig { get; init => field = value ?? LogConfig.Unset; } = LogConfig.Unset;

    /// <summary><c>bridge</c>, <c>host</c>, <c>none</c>, <c>container:ID</c> or a network's name; <c>default</c> and empty are <c>bridge</c>.</summary>
    public string NetworkMode { get; init => field = value ?? ""; } = "";

    /// <summary>Keys are <c>port/protocol</c>.</summary>
    public SortedDictionary<string, PortBinding[]?>? PortBindings { get; init; }

    public RestartPolicy RestartPolicy { get; init => field = value ?? RestartPolicy.None; } = RestartPolicy.None;

    public bool AutoRemove { get; init; }

    public string VolumeDriver { get; init => field = value ?? ""; } = "";

    public string[]? VolumesFrom { get; init; }

    /// <summary>Height, width.</summary>
    public int[] ConsoleSize { get; init => field = value ?? [0, 0]; } = [0, 0];

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? Annotations { get; init; }

    public string[]? CapAdd { get; init; }

    public string[]? CapDrop { get; init; }

    /// <summary><c>private</c>, <c>host</c> or empty for the default (private, but for privileged containers where cgroup v1 is mounted).</summary>
    public string CgroupnsMode { get; init => field = value ?? ""; } = "";

    public string[]? Dns { get; init; }

    public string[]? DnsOptions { get; init; }

    public string[]? DnsSearch { get; init; }

    /// <summary><c>name:address</c>.</summary>
    public string[]? ExtraHosts { get; init; }

    public string[]? GroupAdd { get; init; }

    /// <summary><c>private</c>, <c>shareable</c>, <c>none</c>, <c>host</c>, <c>container:ID</c> or empty for <c>private</c>.</summary>
    public string IpcMode { get; init => field = value ?? ""; } = "";

    public string Cgroup { get; init => field = value ?? ""; } = "";

    public string[]? Links { get; init; }

    public int OomScoreAdj { get; init; }

    /// <summary><c>host</c>, <c>container:ID</c> or empty for a namespace of its own.</summary>
    public string PidMode { get; init => field = value ?? ""; } = "";

    public bool Privileged { get; init; }

    public bool PublishAllPorts { get; init; }

    public bool ReadonlyRootfs { get; init; }

    /// <summary><c>seccomp=FILE|unconfined</c>, <c>no-new-privileges[=BOOL]</c>, <c>apparmor=…</c>, <c>label=…</c>, <c>systempaths=unconfined</c>.</summary>
    public string[]? SecurityOpt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? StorageOpt { get; init; }

    /// <summary>Destination to mount options.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? Tmpfs { get; init; }

    /// <summary><c>host</c> or empty.</summary>
    public string UTSMode { get; init => field = value ?? ""; } = "";

    /// <summary><c>host</c> or empty.</summary>
    public string UsernsMode { get; init => field = value ?? ""; } = "";

    /// <summary>Size of /dev/shm; 0 is the default of 64 MiB.</summary>
    public long ShmSize { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? Sysctls { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Runtime { get; init; }

    public string Isolation { get; init => field = value ?? ""; } = "";

    public long CpuShares { get; init; }

    public long Memory { get; init; }

    /// <summary>CPUs in units of 10⁻⁹.</summary>
    public long NanoCpus { get; init; }

    public string CgroupParent { get; init => field = value ?? ""; } = "";

    public int BlkioWeight { get; init; }

    public WeightDevice[]? BlkioWeightDevice { get; init; }

    public ThrottleDevice[]? BlkioDeviceReadBps { get; init; }

    public ThrottleDevice[]? BlkioDeviceWriteBps { get; init; }

    public ThrottleDevice[]? BlkioDeviceReadIOps { get; init; }

    public ThrottleDevice[]? BlkioDeviceWriteIOps { get; init; }

    /// <summary>Microseconds.</summary>
    public long CpuPeriod { get; init; }

    /// <summary>Microseconds.</summary>
    public long CpuQuota { get; init; }

    public long CpuRealtimePeriod { get; init; }

    public long CpuRealtimeRuntime { get; init; }

    public string CpusetCpus { get; init => field = value ?? ""; } = "";

    public string CpusetMems { get; init => field = value ?? ""; } = "";

    public DeviceMapping[]? Devices { get; init; }

    public string[]? DeviceCgroupRules { get; init; }

    public DeviceRequest[]? DeviceRequests { get; init; }

    public long MemoryReservation { get; init; }

    /// <summary>Memory plus swap; 0 is twice <see cref="Memory"/>, -1 unlimited.</summary>
    public long MemorySwap { get; init; }

    public long? MemorySwappiness { get; init; }

    public bool? OomKillDisable { get; init; }

    /// <summary>0 and -1 are unlimited.</summary>
    public long? PidsLimit { get; init; }

    public Ulimit[]? Ulimits { get; init; }

    public long CpuCount { get; init; }

    public long CpuPercent { get; init; }

    public long IOMaximumIOps { get; init; }

    public long IOMaximumBandwidth { get; init; }

    /// <summary>The <c>--mount</c> syntax's mounts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MountRequest[]? Mounts { get; init; }

    /// <summary>Null in a request is the default list; empty masks nothing.</summary>
    public string[]? MaskedPaths { get; init; }

    /// <summary>Null in a request is the default list; empty protects nothing.</summary>
    public string[]? ReadonlyPaths { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Init { get; init; }
}
