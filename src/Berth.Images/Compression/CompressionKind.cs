namespace Berth.Images;

/// <summary>How a stream is compressed, told by its first bytes and never by a name.</summary>
public enum CompressionKind
{
    None,
    Gzip,
    Zstd,
    Xz,
    Bzip2,
}

internal static class CompressionMagic
{
    /// <summary>Enough bytes for <see cref="Detect"/>.</summary>
    internal const int Length = 6;

    /// <summary>RFC 1952, RFC 8878 (skippable frames too), the xz file format 1.2.1 and bzip2's "BZh1" to "BZh9".</summary>
    internal static CompressionKind Detect(ReadOnlySpan<byte> start) => start switch
    {
        [0x1f, 0x8b, ..] => CompressionKind.Gzip,
        [0x28, 0xb5, 0x2f, 0xfd, ..] or [>= 0x50 and <= 0x5f, 0x2a, 0x4d, 0x18, ..] => CompressionKind.Zstd,
        [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => CompressionKind.Xz,
        [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', ..] => CompressionKind.Bzip2,
        _ => CompressionKind.None,
    };
}
