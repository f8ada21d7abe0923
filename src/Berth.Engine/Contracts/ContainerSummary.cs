using System.Text.Json.Serialization;

namespace Berth.Engine.Contracts;

/// <summary>Docker Engine API <c>GET /containers/json</c>, one line of <c>docker ps</c>.</summary>
public sealed record ContainerSummary
{
    public required string Id { get; init; }

    /// <summary>Each with a leading slash.</summary>
    public required string[] Names { get; init; }

    /// <summary>The reference as given, or the id once that reference names another image.</summary>
    public required string Image { get; init; }

    public required string ImageID { get; init; }

    public required string Command { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long Created { get; init; }

    public PortSummary[] Ports { get; init; } = [];

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRw { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRootFs { get; init; }

    public required SortedDictionary<string, string> Labels { get; init; }

    /// <summary>As <see cref="ContainerState.Status"/>.</summary>
    public required string State { get; init; }

    /// <summary>For people: <c>Up 5 minutes (healthy)</c>, <c>Exited (0) 2 days ago</c>.</summary>
    public required string Status { get; init; }

    public required SummaryHostConfig HostConfig { get; init; }

    public required SummaryNetworkSettings NetworkSettings { get; init; }

    public required MountPoint[] Mounts { get; init; }
}

/// <summary>The part of the host configuration that a list carries.</summary>
public sealed record SummaryHostConfig
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NetworkMode { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? Annotations { get; init; }
}

/// <summary>The part of the network settings that a list carries.</summary>
public sealed record SummaryNetworkSettings
{
    public SortedDictionary<string, EndpointSettings> Networks { get; init => field = value ?? []; } = [];
}

/// <summary>Docker Engine API <c>Port</c>; its keys' case is Docker's.</summary>
public sealed record PortSummary
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IP { get; init; }

    public required int PrivatePort { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int PublicPort { get; init; }

    /// <summary><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</summary>
    public required string Type { get; init; }
}
