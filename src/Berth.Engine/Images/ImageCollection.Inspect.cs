using Berth.Engine.Contracts;
using Berth.Images;
using Berth.Oci;

namespace Berth.Engine;

public sealed partial class ImageCollection
{
    /// <summary>Everything about an image. Docker Engine API <c>GET /images/{name}/json</c>.</summary>
    /// <exception cref="EngineException">NotFound, in Docker's words.</exception>
    public ImageInspect Inspect(string nameOrId)
    {
        StoredImage found = Store.Inspect(nameOrId) ?? throw Errors.NoSuchImage(nameOrId);
        Image image = found.Image;
        return new ImageInspect
        {
            Id = found.Id.ToString(),
            RepoTags = TagsOf(found, []),
            RepoDigests = DigestsOf(found),
            Comment = image.Comment ?? "",
            Created = image.Created is { } created ? Rfc3339.Format(created) : null,
            DockerVersion = image.DockerVersion ?? "",
            Author = image.Author ?? "",
            Config = Describe(image.Config ?? new ImageConfig()),
            Architecture = image.Architecture,
            Variant = image.Variant,
            Os = image.Os,
            Size = found.Size,
            GraphDriver = GraphDriverOf(found.LayerDirectories),
            RootFS = new ImageRootFS { Layers = Array.ConvertAll(image.RootFs.DiffIds, static diffId => diffId.ToString()) },
            Metadata = new ImageMetadata(),
        };
    }

    private static ContainerConfig Describe(ImageConfig config) => new()
    {
        User = config.User ?? "",
        ExposedPorts = Set(config.ExposedPorts),
        Env = config.Env,
        Cmd = config.Cmd,
        Healthcheck = config.Healthcheck is { } health
            ? new HealthcheckConfig
            {
                Test = health.Test, Interval = health.Interval ?? 0, Timeout = health.Timeout ?? 0, StartPeriod = health.StartPeriod ?? 0,
                StartInterval = health.StartInterval ?? 0, Retries = health.Retries ?? 0,
            }
            : null,
        Volumes = Set(config.Volumes),
        WorkingDir = config.WorkingDir ?? "",
        Entrypoint = config.Entrypoint,
        OnBuild = config.OnBuild,
        Labels = config.Labels is { } labels ? new(labels, StringComparer.Ordinal) : null,
        StopSignal = string.IsNullOrEmpty(config.StopSignal) ? null : config.StopSignal,
        StopTimeout = config.StopTimeout,
        Shell = config.Shell,
    };

    private static SortedDictionary<string, EmptyObject>? Set(string[]? items)
    {
        if (items is not { Length: > 0 }) return null;
        var set = new SortedDictionary<string, EmptyObject>(StringComparer.Ordinal);
        foreach (string item in items) set[item] = default;
        return set;
    }

    private static GraphDriver GraphDriverOf(IReadOnlyList<string> layers)
    {
        var data = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (layers.Count > 1) data["LowerDir"] = string.Join(':', layers.Skip(1));
        if (layers.Count > 0) data["UpperDir"] = layers[0];
        return new GraphDriver { Name = "overlay2", Data = data };
    }
}
