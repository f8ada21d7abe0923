namespace Berth.Engine.Logs;

/// <summary>Which entries are wanted.</summary>
public sealed record LogQuery
{
    public bool Stdout { get; init; } = true;

    public bool Stderr { get; init; } = true;

    /// <summary>The last so many entries; null for all.</summary>
    public int? Tail { get; init; }

    /// <summary>Entries at or after this.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Entries before this.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>After the last entry wait for more, until the container ends.</summary>
    public bool Follow { get; init; }
}
