using System.Text.Json.Serialization;

namespace Berth.Oci;

/// <summary>
/// The image configuration document: https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md. Its digest is the image's ID.
/// </summary>
public sealed record Image
{
    [JsonPropertyName("created"), JsonConverter(typeof(TimestampJsonConverter))]
    public DateTimeOffset? Created { get; init; }

    [JsonPropertyName("author")]
    public string? Author { get; init; }

    [JsonPropertyName("architecture")]
    public required string Architecture { get; init; }

    [JsonPropertyName("variant")]
    public string? Variant { get; init; }

    [JsonPropertyName("os")]
    public required string Os { get; init; }

    [JsonPropertyName("os.version")]
    public string? OsVersion { get; init; }

    [JsonPropertyName("os.features")]
    public string[]? OsFeatures { get; init; }

    /// <summary>How to run it; null when the image says nothing.</summary>
    [JsonPropertyName("config")]
    public ImageConfig? Config { get; init; }

    [JsonPropertyName("rootfs")]
    public required RootFs RootFs { get; init; }

    [JsonPropertyName("history")]
    public History[]? History { get; init; }

    /// <summary>Docker's: the text given to <c>commit</c> or <c>import -m</c>.</summary>
    [JsonPropertyName("comment")]
    public string? Comment { get; init; }

    /// <summary>Docker's: the version of the program that made the image.</summary>
    [JsonPropertyName("docker_version")]
    public string? DockerVersion { get; init; }

    [JsonIgnore]
    public Platform Platform => new() { Os = Os, Architecture = Architecture, Variant = Variant, OsVersion = OsVersion, OsFeatures = OsFeatures };
}

/// <summary>The layers, as digests of their uncompressed tars, base first.</summary>
public sealed record RootFs
{
    [JsonPropertyName("type")]
    public string Type { get; init; } = "layers";

    [JsonPropertyName("diff_ids")]
    public required Digest[] DiffIds { get; init; }
}

/// <summary>How one layer, or one change without a layer, came to be.</summary>
public sealed record History
{
    [JsonPropertyName("created"), JsonConverter(typeof(TimestampJsonConverter))]
    public DateTimeOffset? Created { get; init; }

    [JsonPropertyName("created_by")]
    public string? CreatedBy { get; init; }

    [JsonPropertyName("author")]
    public string? Author { get; init; }

    [JsonPropertyName("comment")]
    public string? Comment { get; init; }

    [JsonPropertyName("empty_layer")]
    public bool? EmptyLayer { get; init; }
}
