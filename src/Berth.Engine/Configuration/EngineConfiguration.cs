using Berth.Engine.Contracts;

namespace Berth.Engine;

/// <summary>
/// The engine's settings, with the keys of Docker's daemon.json (https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file):
/// <c>/etc/berth/config.json</c>, then <c>$XDG_CONFIG_HOME/berth/config.json</c>, whose keys win. Null means not set.
/// </summary>
public sealed record EngineConfiguration
{
    public string? DataRoot { get; init; }

    public string? ExecRoot { get; init; }

    public bool Debug { get; init; }

    public string? LogDriver { get; init; }

    public SortedDictionary<string, string>? LogOpts { get; init; }

    public SortedDictionary<string, Ulimit>? DefaultUlimits { get; init; }

    public string[]? Dns { get; init; }

    public string[]? DnsOpts { get; init; }

    public string[]? DnsSearch { get; init; }

    /// <summary>Bytes; <c>default-shm-size</c> also takes <c>64M</c>.</summary>
    public long? DefaultShmSize { get; init; }

    /// <summary><c>private</c> or <c>shareable</c>.</summary>
    public string? DefaultIpcMode { get; init; }

    /// <summary><c>private</c> or <c>host</c>.</summary>
    public string? DefaultCgroupnsMode { get; init; }

    /// <summary>The default bridge's address, <c>172.18.0.1/16</c>.</summary>
    public string? Bip { get; init; }

    public int? Mtu { get; init; }

    /// <summary><c>key=value</c>.</summary>
    public string[]? Labels { get; init; }

    public string? StorageDriver { get; init; }

    public string[]? StorageOpts { get; init; }

    public string? CgroupParent { get; init; }

    public bool Init { get; init; }

    public bool NoNewPrivileges { get; init; }

    /// <summary>A seccomp profile's path, <c>builtin</c> or <c>unconfined</c>.</summary>
    public string? SeccompProfile { get; init; }

    /// <summary>Seconds, for <c>system start</c> and <c>serve</c>.</summary>
    public int? ShutdownTimeout { get; init; }

    public string[]? InsecureRegistries { get; init; }

    public string[]? RegistryMirrors { get; init; }

    public int? MaxConcurrentDownloads { get; init; }

    /// <summary><c>host-gateway-ip</c>.</summary>
    public string? HostGatewayIp { get; init; }

    public SortedDictionary<string, string>? Proxies { get; init; }

    public static EngineConfiguration Default { get; } = new();
}
