using System.Text.Json.Serialization;

namespace Berth.Engine.Contracts;

/// <summary>Docker Engine API <c>GET /info</c>, <c>docker info</c>.</summary>
public sealed record EngineInfo
{
    public string ID { get; init; } = "";

    public int Containers { get; init; }

    public int ContainersRunning { get; init; }

    public int ContainersPaused { get; init; }

    public int ContainersStopped { get; init; }

    public int Images { get; init; }

    public string Driver { get; init; } = "overlay2";

    /// <summary>Pairs of name and value.</summary>
    public string[][] DriverStatus { get; init; } = [];

    public EnginePlugins Plugins { get; init; } = new();

    public bool MemoryLimit { get; init; }

    public bool SwapLimit { get; init; }

    public bool CpuCfsPeriod { get; init; }

    public bool CpuCfsQuota { get; init; }

    public bool CPUShares { get; init; }

    public bool CPUSet { get; init; }

    public bool PidsLimit { get; init; }

    public bool IPv4Forwarding { get; init; }

    public bool Debug { get; init; }

    public int NFd { get; init; }

    public bool OomKillDisable { get; init; }

    public int NGoroutines { get; init; }

    public string SystemTime { get; init; } = "";

    public string LoggingDriver { get; init; } = "json-file";

    public string CgroupDriver { get; init; } = "cgroupfs";

    public string CgroupVersion { get; init; } = "";

    public int NEventsListener { get; init; }

    public string KernelVersion { get; init; } = "";

    public string OperatingSystem { get; init; } = "";

    public string OSVersion { get; init; } = "";

    public string OSType { get; init; } = "linux";

    public string Architecture { get; init; } = "";

    public string IndexServerAddress { get; init; } = "https://index.docker.io/v1/";

    public int NCPU { get; init; }

    /// <summary>Bytes.</summary>
    public long MemTotal { get; init; }

    public string DockerRootDir { get; init; } = "";

    public string HttpProxy { get; init; } = "";

    public string HttpsProxy { get; init; } = "";

    public string NoProxy { get; init; } = "";

    public string Name { get; init; } = "";

    public string[] Labels { get; init; } = [];

    public bool ExperimentalBuild { get; init; }

    public string ServerVersion { get; init; } = "";

    public SortedDictionary<string, EngineRuntime> Runtimes { get; init; } = [];

    public string DefaultRuntime { get; init; } = "berth";

    public bool LiveRestoreEnabled { get; init; }

    public string Isolation { get; init; } = "";

    public string InitBinary { get; init; } = "";

    /// <summary>As <c>name=seccomp,profile=builtin</c>.</summary>
    public string[] SecurityOptions { get; init; } = [];

    public string[]? Warnings { get; init; }
}

/// <summary>The drivers there are, by kind.</summary>
public sealed record EnginePlugins
{
    public string[] Volume { get; init; } = ["local"];

    public string[] Network { get; init; } = ["bridge", "host", "none"];

    public string[]? Authorization { get; init; }

    public string[] Log { get; init; } = ["json-file", "none"];
}

/// <summary>An OCI runtime.</summary>
public sealed record EngineRuntime
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonPropertyName("path")]
    public string? Path { get; init; }
}
