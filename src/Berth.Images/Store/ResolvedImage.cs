using Berth.Oci;

namespace Berth.Images;

/// <summary>An image as a container needs it.</summary>
public sealed record ResolvedImage
{
    /// <summary>The digest of the configuration.</summary>
    public required Digest Id { get; init; }

    /// <summary>The configuration document.</summary>
    public required Image Image { get; init; }

    /// <summary>How to run it; all unset when the image says nothing.</summary>
    public ImageConfig Config => Image.Config ?? new ImageConfig();

    /// <summary>The layers' trees as an overlay takes them: the top first.</summary>
    public required IReadOnlyList<string> LayerDirectories { get; init; }

    /// <summary>The name by which it was found; null when by its ID.</summary>
    public ImageReference? Reference { get; init; }

    /// <summary>The manifest's digest.</summary>
    public required Digest ManifestDigest { get; init; }
}

/// <summary>An image as lists and inspections show it.</summary>
public sealed record StoredImage
{
    public required Digest Id { get; init; }

    public required Image Image { get; init; }

    public required Digest ManifestDigest { get; init; }

    /// <summary>All its names, sorted; empty for a dangling image.</summary>
    public required IReadOnlyList<ImageReference> References { get; init; }

    /// <summary>Bytes of the files in its layers.</summary>
    public required long Size { get; init; }

    /// <summary>The layers' trees, the top first.</summary>
    public required IReadOnlyList<string> LayerDirectories { get; init; }
}
