namespace Berth.Oci.Runtime;

/// <summary>Programs run along the container's life. <see href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#posix-platform-hooks"/>.</summary>
public sealed record Hooks
{
    /// <summary>Deprecated by the specification, still used: in the runtime's namespaces, before the process is executed.</summary>
    public Hook[]? Prestart { get; init; }

    /// <summary>In the runtime's namespaces, after the container's exist, before its root is entered.</summary>
    public Hook[]? CreateRuntime { get; init; }

    /// <summary>In the container's namespaces, before its root is entered.</summary>
    public Hook[]? CreateContainer { get; init; }

    /// <summary>In the container, before the process is executed.</summary>
    public Hook[]? StartContainer { get; init; }

    /// <summary>In the runtime's namespaces, after the process started.</summary>
    public Hook[]? Poststart { get; init; }

    /// <summary>In the runtime's namespaces, after the container is deleted.</summary>
    public Hook[]? Poststop { get; init; }
}
