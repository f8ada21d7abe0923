namespace Berth.Oci.Runtime;

/// <summary>
/// A bundle's config.json: how one container is to be made. Null means absent. Fields of other platforms and unknown fields are ignored.
/// OCI runtime specification 1.3, <see href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md"/>.
/// </summary>
public sealed record Spec
{
    /// <summary>The version of the specification that the bundle complies with, a semantic version.</summary>
    public required string OciVersion { get; init; }

    /// <summary>The process to start; absent only when the bundle is created and never started.</summary>
    public Process? Process { get; init; }

    public Root? Root { get; init; }

    public string? Hostname { get; init; }

    public string? Domainname { get; init; }

    /// <summary>In order: a later mount may cover an earlier one.</summary>
    public Mount[]? Mounts { get; init; }

    public Hooks? Hooks { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    public LinuxSection? Linux { get; init; }
}
