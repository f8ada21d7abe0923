namespace Berth.Engine;

/// <summary><c>volumes/NAME/volume.json</c>.</summary>
internal sealed record VolumeRecord
{
    /// <summary>RFC 3339, UTC.</summary>
    public required string CreatedAt { get; init; }

    /// <summary>Made for a container, not named by anyone.</summary>
    public bool Anonymous { get; init; }

    /// <summary>The container that an anonymous volume was made for: who finds its creation or removal half done knows what belongs to it.</summary>
    public string? Container { get; init; }

    public SortedDictionary<string, string>? Labels { get; init; }

    public SortedDictionary<string, string>? Options { get; init; }
}
