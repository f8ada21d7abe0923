using System.Text.Json.Serialization;

namespace Berth.Oci.Runtime;

/// <summary>A range of user or group ids, user_namespaces(7).</summary>
public sealed record IdMapping
{
    [JsonPropertyName("containerID")]
    public required uint ContainerId { get; init; }

    [JsonPropertyName("hostID")]
    public required uint HostId { get; init; }

    public required uint Size { get; init; }
}
