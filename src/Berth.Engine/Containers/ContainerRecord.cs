using Berth.Engine.Contracts;

namespace Berth.Engine;

/// <summary>
/// What create decided, kept in <c>container.json</c> and never changed. The container's name is not here: it is a link in <c>names/</c>,
/// so that renaming is one atomic call. A list reads the front of the file alone, hence the order.
/// </summary>
public sealed record ContainerRecord
{
    public required string Id { get; init; }

    /// <summary>RFC 3339, UTC.</summary>
    public required string Created { get; init; }

    /// <summary>The image's id (digest of its configuration), <c>sha256:…</c>.</summary>
    public required string ImageId { get; init; }

    /// <summary>The image as the user named it.</summary>
    public required string ImageReference { get; init; }

    /// <summary>The program: entrypoint and command merged.</summary>
    public required string Path { get; init; }

    public required string[] Args { get; init; }

    /// <summary>What is mounted besides the file systems every container has, by destination.</summary>
    public required MountPoint[] Mounts { get; init; }

    /// <summary>Names of volumes that were made for this container alone, and go with it under <c>--rm</c> and <c>rm -v</c>.</summary>
    public string[]? AnonymousVolumes { get; init; }

    /// <summary>Volumes to be filled from the image at their mount points when the container first starts and finds them empty.</summary>
    public VolumeFill[]? VolumesToFill { get; init; }

    public required ContainerConfig Config { get; init; }

    public required HostConfig HostConfig { get; init; }

    /// <summary>DiffIDs of the image's layers, <c>sha256:…</c>, the lowest first.</summary>
    public required string[] Layers { get; init; }

    /// <summary><c>linux</c>.</summary>
    public required string Os { get; init; }

    public required string Architecture { get; init; }

    /// <summary>The seccomp profile: <c>default</c>, <c>unconfined</c>, or the profile's JSON text.</summary>
    public string SeccompProfile { get; init => field = value ?? "default"; } = "default";

    public string AppArmorProfile { get; init => field = value ?? ""; } = "";
}

/// <summary>A volume and where it is mounted.</summary>
/// <param name="Volume">The volume's name.</param>
/// <param name="Destination">The mount point, an absolute path in the container.</param>
public sealed record VolumeFill(string Volume, string Destination);
