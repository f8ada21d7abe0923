namespace Berth.Oci.Runtime;

/// <summary>
/// A seccomp profile as Docker's <c>--security-opt seccomp=FILE</c> takes it: the specification's <see cref="Seccomp"/>, with rules
/// that depend on architecture, capabilities and kernel. <see href="https://docs.docker.com/engine/security/seccomp/"/>.
/// </summary>
public sealed record SeccompProfile
{
    public required string DefaultAction { get; init; }

    public uint? DefaultErrnoRet { get; init; }

    /// <summary>Not together with <see cref="ArchMap"/>.</summary>
    public string[]? Architectures { get; init; }

    public SeccompArchitectureMap[]? ArchMap { get; init; }

    public string[]? Flags { get; init; }

    public string? ListenerPath { get; init; }

    public string? ListenerMetadata { get; init; }

    public SeccompProfileRule[]? Syscalls { get; init; }
}

/// <summary>Which other architectures a machine of one architecture executes.</summary>
public sealed record SeccompArchitectureMap
{
    /// <summary>E.g. <c>SCMP_ARCH_X86_64</c>.</summary>
    public required string Architecture { get; init; }

    public string[]? SubArchitectures { get; init; }
}

/// <summary>A rule and when it is used.</summary>
public sealed record SeccompProfileRule
{
    /// <summary>The old form; not together with <see cref="Names"/>.</summary>
    public string? Name { get; init; }

    public string[]? Names { get; init; }

    public required string Action { get; init; }

    public uint? ErrnoRet { get; init; }

    public SeccompArgument[]? Args { get; init; }

    public string? Comment { get; init; }

    /// <summary>All of it has to hold for the rule to be used.</summary>
    public SeccompProfileFilter? Includes { get; init; }

    /// <summary>Any of it keeps the rule out.</summary>
    public SeccompProfileFilter? Excludes { get; init; }
}

/// <summary>A condition on container and host.</summary>
public sealed record SeccompProfileFilter
{
    /// <summary>With the <c>CAP_</c> prefix, in the bounding set.</summary>
    public string[]? Caps { get; init; }

    /// <summary>Go's names: <c>amd64</c>, <c>arm64</c>.</summary>
    public string[]? Arches { get; init; }

    /// <summary><c>4.8</c>.</summary>
    public string? MinKernel { get; init; }
}
