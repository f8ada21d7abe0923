using System.Text.Json.Serialization;

namespace Berth.Engine.Contracts;

/// <summary>Docker Engine API <c>GET /containers/{id}/json</c>, <c>docker container inspect</c>.</summary>
public sealed record ContainerInspect
{
    public required string Id { get; init; }

    /// <summary>RFC 3339 with nanoseconds, UTC.</summary>
    public required string Created { get; init; }

    public required string Path { get; init; }

    public required string[] Args { get; init; }

    public required ContainerState State { get; init; }

    /// <summary>The image's id, <c>sha256:…</c>.</summary>
    public required string Image { get; init; }

    public string ResolvConfPath { get; init; } = "";

    public string HostnamePath { get; init; } = "";

    public string HostsPath { get; init; } = "";

    public string LogPath { get; init; } = "";

    /// <summary>With a leading slash.</summary>
    public required string Name { get; init; }

    public int RestartCount { get; init; }

    public string Driver { get; init; } = "";

    public string Platform { get; init; } = "";

    public string MountLabel { get; init; } = "";

    public string ProcessLabel { get; init; } = "";

    public string AppArmorProfile { get; init; } = "";

    public string[]? ExecIDs { get; init; }

    public required HostConfig HostConfig { get; init; }

    public required GraphDriver GraphDriver { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRw { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRootFs { get; init; }

    public required MountPoint[] Mounts { get; init; }

    public required ContainerConfig Config { get; init; }

    public required NetworkSettings NetworkSettings { get; init; }
}
