using Berth.Oci.Runtime;
using Berth.Runtime.Preparation;

namespace Berth.Engine;

/// <summary>What starting a container takes, all decided; nothing of it is read from disk for a container that this process created.</summary>
public sealed record LaunchInputs
{
    public required Container Container { get; init; }

    /// <summary>
    /// With the paths of namespaces to join. The user is still 0:0: look <see cref="User"/> and <see cref="GroupAdd"/> up in the root file system
    /// and apply <see cref="ProcessUser"/>.
    /// </summary>
    public required Spec Spec { get; init; }

    /// <summary>The overlay. Its upper and work directories exist.</summary>
    public required RootSource.Overlay Root { get; init; }

    /// <summary><c>bridge</c>, <c>host</c>, <c>none</c> or <c>container:ID</c>.</summary>
    public required string NetworkMode { get; init; }

    /// <summary>As <c>--user</c> or the image says; empty is 0:0.</summary>
    public required string User { get; init; }

    public required IReadOnlyList<string> GroupAdd { get; init; }

    /// <summary>Volumes to be filled from the root file system before it is entered (<see cref="VolumePopulator"/>); empty after the first start.</summary>
    public required IReadOnlyList<VolumeFill> VolumesToFill { get; init; }

    internal static LaunchInputs Of(Container container)
    {
        ContainerRecord record = container.Record;
        bool isFirst = container.IsNew || container.ReadState().StartedAt is null;
        // From now on others write the state.
        container.IsNew = false;
        return new LaunchInputs
        {
            Container = container,
            Spec = NamespaceSharing.Apply(container.Spec, record.HostConfig, container.Engine),
            Root = new RootSource.Overlay(
                LayerPaths(container.Engine.Paths, record.Layers), container.Directory.Upper, container.Directory.Work, record.HostConfig.AutoRemove),
            NetworkMode = record.HostConfig.NetworkMode,
            User = record.Config.User,
            GroupAdd = record.HostConfig.GroupAdd ?? [],
            VolumesToFill = isFirst ? record.VolumesToFill ?? [] : [],
        };
    }

    // overlayfs wants the topmost first.
    internal static string[] LayerPaths(EnginePaths paths, string[] diffIds)
    {
        var layers = new string[diffIds.Length];
        for (int i = 0; i < layers.Length; i++)
        {
            layers[i] = LayerPath(paths, diffIds[diffIds.Length - 1 - i]);
        }
        return layers;
    }

    internal static string LayerPath(EnginePaths paths, string diffId) => $"{paths.Layers}/{diffId[(diffId.IndexOf(':', StringComparison.Ordinal) + 1)..]}/fs";
}
