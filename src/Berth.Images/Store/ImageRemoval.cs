using Berth.Oci;

namespace Berth.Images;

/// <summary>A container that uses an image.</summary>
/// <param name="ContainerId">Its full ID.</param>
/// <param name="IsRunning">Running or paused: nothing can force the removal.</param>
public readonly record struct ImageUser(string ContainerId, bool IsRunning);

/// <summary>How <see cref="ImageStore.Remove"/> goes about it.</summary>
public sealed record RemoveImageOptions
{
    /// <summary>Remove all names of an ID, and an image that stopped containers use.</summary>
    public bool Force { get; init; }

    /// <summary>The containers of an image, by its ID. Called while the store is locked: it must not call the store.</summary>
    public Func<Digest, IReadOnlyList<ImageUser>> UsersOf { get; init; } = static _ => [];

    /// <summary>
    /// The layers (diffIDs) that containers have mounted, or would mount when started; they outlive an image that was removed by force. Called as
    /// <see cref="UsersOf"/>.
    /// </summary>
    public Func<IEnumerable<Digest>> LayersInUse { get; init; } = static () => [];
}

/// <summary>One line of what <c>rmi</c> did: exactly one of the two is set.</summary>
/// <param name="Untagged">The name that was removed, in familiar form.</param>
/// <param name="Deleted">What was deleted: the image's ID, or a layer by its chain ID.</param>
public sealed record RemovedImage(string? Untagged, string? Deleted);
