namespace Berth.Oci.Runtime;

/// <summary>
/// What an agent gets together with descriptors of a container's process.
/// <see href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#the-container-process-state"/>.
/// </summary>
public sealed record ContainerProcessState
{
    /// <summary>The name in <see cref="Fds"/> of the listener of a system call filter.</summary>
    public const string SeccompDescriptor = "seccompFd";

    public required string OciVersion { get; init; }

    /// <summary>The names of the descriptors that come along, in their order.</summary>
    public string[]? Fds { get; init; }

    /// <summary>Of the process, as the runtime sees it; of an exec it is not the container's own.</summary>
    public required int Pid { get; init; }

    /// <summary><c>linux.seccomp.listenerMetadata</c>.</summary>
    public string? Metadata { get; init; }

    public required State State { get; init; }
}
