namespace Berth.Engine.Contracts;

/// <summary>Docker Engine API <c>GET /images/json</c>, one line of <c>docker images</c>.</summary>
public sealed record ImageSummary
{
    /// <summary>Containers that use it; -1 when not counted.</summary>
    public int Containers { get; init; } = -1;

    /// <summary>Seconds since 1970.</summary>
    public required long Created { get; init; }

    public required string Id { get; init; }

    public SortedDictionary<string, string>? Labels { get; init; }

    public string ParentId { get; init; } = "";

    public required string[] RepoDigests { get; init; }

    public required string[] RepoTags { get; init; }

    public int SharedSize { get; init; } = -1;

    /// <summary>Bytes, uncompressed.</summary>
    public required long Size { get; init; }
}
