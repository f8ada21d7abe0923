using Berth.Engine.Contracts;

namespace Berth.Engine;

/// <summary>What lists and filters need of a container: the front of its record, its name and its state.</summary>
internal sealed class ContainerListing
{
    internal ContainerId Id { get; set; }

    internal string Name { get; set; } = "";

    /// <summary>RFC 3339.</summary>
    internal string Created { get; set; } = "";

    internal string ImageId { get; set; } = "";

    internal string ImageReference { get; set; } = "";

    internal string Path { get; set; } = "";

    internal List<string> Args { get; } = [];

    internal List<MountPoint> Mounts { get; } = [];

    internal List<string> Layers { get; } = [];

    internal SortedDictionary<string, string> Labels { get; } = new(StringComparer.Ordinal);

    internal List<string> ExposedPorts { get; } = [];

    internal SortedDictionary<string, string>? Annotations { get; set; }

    internal string NetworkMode { get; set; } = "";

    internal bool HasHealthcheck { get; set; }

    internal StateRecord State { get; set; } = StateRecord.NeverStarted;

    internal DateTimeOffset CreatedAt => Rfc3339.TryParse(Created, out DateTimeOffset time) ? time : default;
}
