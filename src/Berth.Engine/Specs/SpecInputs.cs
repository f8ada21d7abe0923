using Berth.Engine.Contracts;
using Berth.Oci.Runtime;
using OciMount = Berth.Oci.Runtime.Mount;

namespace Berth.Engine;

/// <summary>All that the specification of a container is made from. Everything is decided and checked; the parts only translate.</summary>
internal sealed record SpecInputs
{
    internal required ContainerId Id { get; init; }

    /// <summary>Where hosts, hostname and resolv.conf are: another container's when its network is shared.</summary>
    internal required ContainerDirectory NetworkFiles { get; init; }

    /// <summary>Merged with the image's.</summary>
    internal required ContainerConfig Config { get; init; }

    /// <summary>With defaults filled in.</summary>
    internal required HostConfig Host { get; init; }

    internal required string Path { get; init; }

    internal required string[] Arguments { get; init; }

    /// <summary>Those above a file system's own, in the order of mounting.</summary>
    internal required IReadOnlyList<OciMount> Mounts { get; init; }

    internal required SecurityOptions Security { get; init; }

    /// <summary>The compiled-in or given profile; null for none.</summary>
    internal Seccomp? Seccomp { get; init; }

    /// <summary>Whether this process is uid 0 of the initial user namespace: some defaults need it.</summary>
    internal required bool Privileged { get; init; }

    internal bool HasOwnNetwork => Host.NetworkMode != "host" && !HostConfigValidation.IsContainer(Host.NetworkMode);
}
