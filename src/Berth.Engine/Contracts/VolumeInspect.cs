using System.Text.Json.Serialization;

namespace Berth.Engine.Contracts;

/// <summary>Docker Engine API <c>Volume</c>.</summary>
public sealed record VolumeInspect
{
    public required string CreatedAt { get; init; }

    public string Driver { get; init; } = "local";

    public SortedDictionary<string, string>? Labels { get; init; }

    public required string Mountpoint { get; init; }

    public required string Name { get; init; }

    public SortedDictionary<string, string>? Options { get; init; }

    public string Scope { get; init; } = "local";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VolumeUsage? UsageData { get; init; }
}

/// <summary>Size in bytes and number of containers; -1 when not counted.</summary>
public sealed record VolumeUsage
{
    public long Size { get; init; } = -1;

    public int RefCount { get; init; } = -1;
}
