using System.Text.Json.Serialization;

namespace Berth.Oci.Runtime;

/// <summary>A device node in the container.</summary>
public sealed record Device
{
    /// <summary>An absolute path inside the container.</summary>
    public required string Path { get; init; }

    /// <summary><c>c</c>, <c>b</c>, <c>u</c> (unbuffered character) or <c>p</c> (FIFO).</summary>
    public required string Type { get; init; }

    public long Major { get; init; }

    public long Minor { get; init; }

    /// <summary>Permission bits as a number (438 is 0666).</summary>
    public uint? FileMode { get; init; }

    [JsonPropertyName("uid")]
    public uint? Uid { get; init; }

    [JsonPropertyName("gid")]
    public uint? Gid { get; init; }
}
