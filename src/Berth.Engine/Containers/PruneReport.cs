namespace Berth.Engine;

/// <summary>What a prune removed.</summary>
public sealed record PruneReport
{
    public required IReadOnlyList<string> Deleted { get; init; }

    /// <summary>Bytes.</summary>
    public required long SpaceReclaimed { get; init; }
}
