using System.Text.Json.Serialization;

namespace Berth.Engine.Contracts;

/// <summary>Docker Engine API <c>GET /images/{name}/json</c>, <c>docker image inspect</c>.</summary>
public sealed record ImageInspect
{
    /// <summary>The digest of the image's configuration, <c>sha256:…</c>.</summary>
    public required string Id { get; init; }

    public required string[] RepoTags { get; init; }

    public required string[] RepoDigests { get; init; }

    public string Parent { get; init; } = "";

    public string Comment { get; init; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Created { get; init; }

    public string DockerVersion { get; init; } = "";

    public string Author { get; init; } = "";

    public required ContainerConfig Config { get; init; }

    public required string Architecture { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Variant { get; init; }

    public required string Os { get; init; }

    /// <summary>Bytes, uncompressed.</summary>
    public required long Size { get; init; }

    public required GraphDriver GraphDriver { get; init; }

    public required ImageRootFS RootFS { get; init; }

    public required ImageMetadata Metadata { get; init; }
}

/// <summary>An image's layers by diffID, the lowest first.</summary>
public sealed record ImageRootFS
{
    public string Type { get; init; } = "layers";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string[]? Layers { get; init; }
}

/// <summary>What the engine knows of an image beside its configuration.</summary>
public sealed record ImageMetadata
{
    public string LastTagTime { get; init; } = "0001-01-01T00:00:00Z";
}
