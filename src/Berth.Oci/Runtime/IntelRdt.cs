using System.Text.Json.Serialization;

namespace Berth.Oci.Runtime;

/// <summary>Intel's resource director technology: cache and memory bandwidth, through the resctrl file system.</summary>
public sealed record IntelRdt
{
    /// <summary>The class of service, a directory of resctrl.</summary>
    [JsonPropertyName("closID")]
    public string? ClosId { get; init; }

    /// <summary>Lines for the schemata file.</summary>
    public string[]? Schemata { get; init; }

    [JsonPropertyName("l3CacheSchema")]
    public string? L3CacheSchema { get; init; }

    public string? MemBwSchema { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool EnableMonitoring { get; init; }
}
