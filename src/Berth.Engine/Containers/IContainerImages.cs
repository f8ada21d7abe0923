using Berth.Oci;

namespace Berth.Engine;

/// <summary>What containers need of images: look-ups.</summary>
public interface IContainerImages
{
    /// <summary>The image that a reference or id names; null when there is none.</summary>
    /// <param name="reference">As the user wrote it.</param>
    /// <param name="platform">Null for this machine's.</param>
    ContainerImage? Find(string reference, Platform? platform);

    /// <summary>The id of the image that a reference names, <c>sha256:…</c>; null when there is none.</summary>
    string? IdOf(string reference);
}

/// <summary>An image as a container sees it.</summary>
public sealed record ContainerImage
{
    /// <summary><c>sha256:…</c>, the digest of its configuration.</summary>
    public required string Id { get; init; }

    public required ImageConfig Config { get; init; }

    /// <summary><c>sha256:…</c> of each layer, the lowest first.</summary>
    public required IReadOnlyList<string> DiffIds { get; init; }

    public required string Os { get; init; }

    public required string Architecture { get; init; }
}
