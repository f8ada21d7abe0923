using System.Text.Json.Serialization;

namespace Berth.Engine.Contracts;

/// <summary>Docker Engine API <c>MountPoint</c>: a mount that a container has, its source resolved.</summary>
public sealed record MountPoint
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Type { get; init; }

    /// <summary>The volume's name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>Path on the host; empty for tmpfs.</summary>
    public string Source { get; init => field = value ?? ""; } = "";

    public string Destination { get; init => field = value ?? ""; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Driver { get; init; }

    public string Mode { get; init => field = value ?? ""; } = "";

    public bool RW { get; init; }

    public string Propagation { get; init => field = value ?? ""; } = "";
}
