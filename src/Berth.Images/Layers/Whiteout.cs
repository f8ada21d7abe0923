namespace Berth.Images;

/// <summary>
/// Whiteouts in archives (https://github.com/opencontainers/image-spec/blob/v1.1.0/layer.md#whiteouts): <c>.wh.NAME</c> hides NAME of the layers below,
/// <c>.wh..wh..opq</c> hides all that they have in that directory. In an unpacked layer they stand in overlayfs' form: a character device 0:0, and
/// the attribute <c>trusted.overlay.opaque</c> (without root, <c>user.overlay.opaque</c>).
/// </summary>
internal static class Whiteout
{
    internal static ReadOnlySpan<byte> Prefix => ".wh."u8;

    internal static ReadOnlySpan<byte> OpaqueMarker => ".wh..wh..opq"u8;

    /// <summary>AUFS' own files (<c>.wh..wh.plnk</c>…), which old images contain and nobody needs.</summary>
    internal static ReadOnlySpan<byte> MetadataPrefix => ".wh..wh."u8;
}
