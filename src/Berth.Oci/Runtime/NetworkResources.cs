using System.Text.Json.Serialization;

namespace Berth.Oci.Runtime;

/// <summary>The cgroup v1 network controllers net_cls and net_prio.</summary>
public sealed record NetworkResources
{
    [JsonPropertyName("classID")]
    public uint? ClassId { get; init; }

    public InterfacePriority[]? Priorities { get; init; }
}

/// <summary>The priority of the container's traffic on one interface.</summary>
public sealed record InterfacePriority
{
    public required string Name { get; init; }

    public required uint Priority { get; init; }
}
