using System.Text.Json.Serialization;

namespace Berth.Oci.Runtime;

/// <summary>The identity of the process, as numbers of the container's user namespace.</summary>
public sealed record User
{
    [JsonPropertyName("uid")]
    public uint Uid { get; init; }

    [JsonPropertyName("gid")]
    public uint Gid { get; init; }

    /// <summary>The file mode creation mask, as a number (18 is 022); null leaves what the runtime has.</summary>
    public uint? Umask { get; init; }

    public uint[]? AdditionalGids { get; init; }
}
