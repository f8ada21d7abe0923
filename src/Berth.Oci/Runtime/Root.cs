using System.Text.Json.Serialization;

namespace Berth.Oci.Runtime;

/// <summary>The container's root file system.</summary>
public sealed record Root
{
    /// <summary>An absolute path, or one relative to the bundle.</summary>
    public required string Path { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Readonly { get; init; }
}
