using System.Text.Json.Serialization;

namespace Berth.Oci.Runtime;

/// <summary>The limits of the container's cgroup. <see href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#control-groups"/>.</summary>
public sealed record Resources
{
    /// <summary>In order: the last rule that matches decides.</summary>
    public DeviceRule[]? Devices { get; init; }

    public MemoryResources? Memory { get; init; }

    public CpuResources? Cpu { get; init; }

    public PidsResources? Pids { get; init; }

    [JsonPropertyName("blockIO")]
    public BlockIoResources? BlockIo { get; init; }

    public HugepageLimit[]? HugepageLimits { get; init; }

    public NetworkResources? Network { get; init; }

    /// <summary>By RDMA device name.</summary>
    public IReadOnlyDictionary<string, RdmaLimit>? Rdma { get; init; }

    /// <summary>Cgroup v2 files by name, written as they are.</summary>
    public IReadOnlyDictionary<string, string>? Unified { get; init; }
}
