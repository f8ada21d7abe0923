namespace Berth.Oci.Runtime;

/// <summary>One mount of the container. <see href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#mounts"/>.</summary>
public sealed record Mount
{
    /// <summary>An absolute path inside the container.</summary>
    public required string Destination { get; init; }

    /// <summary>The file system's type; absent or <c>none</c> for a bind mount (option <c>bind</c> or <c>rbind</c>).</summary>
    public string? Type { get; init; }

    /// <summary>A device, a path (relative to the bundle if not absolute), or a dummy name.</summary>
    public string? Source { get; init; }

    /// <summary>Words of mount(8) and of the file system, e.g. <c>ro</c>, <c>rbind</c>, <c>size=64k</c>.</summary>
    public string[]? Options { get; init; }

    /// <summary>The mapping of an idmapped mount.</summary>
    public IdMapping[]? UidMappings { get; init; }

    public IdMapping[]? GidMappings { get; init; }
}
