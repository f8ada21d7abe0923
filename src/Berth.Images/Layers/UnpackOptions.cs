namespace Berth.Images;

/// <summary>Limits for an archive from outside, and where progress goes.</summary>
public sealed record UnpackOptions
{
    public static UnpackOptions Default { get; } = new();

    /// <summary>Bytes of file content; a compressed archive of a few megabytes can hold a petabyte.</summary>
    public long MaxContentBytes { get; init; } = 1L << 40;

    /// <summary>Members of the archive.</summary>
    public long MaxEntries { get; init; } = 20_000_000;
}

/// <summary>What came out of an archive.</summary>
/// <param name="Entries">Members, whiteouts included.</param>
/// <param name="ContentBytes">Bytes of regular files as readers see them.</param>
/// <param name="Warnings">What could not be kept, one line each, at most a hundred.</param>
public sealed record UnpackResult(long Entries, long ContentBytes, IReadOnlyList<string> Warnings);
