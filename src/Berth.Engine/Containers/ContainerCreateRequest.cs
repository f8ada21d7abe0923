using Berth.Engine.Contracts;
using Berth.Oci;

namespace Berth.Engine;

/// <summary>Docker Engine API <c>POST /containers/create</c>.</summary>
public sealed record ContainerCreateRequest
{
    /// <summary>Null for a new one; given when a supervisor is booting for it already.</summary>
    public ContainerId? Id { get; init; }

    /// <summary>Null for a generated one.</summary>
    public string? Name { get; init; }

    /// <summary><see cref="ContainerConfig.Image"/> names the image; what is not given comes from it.</summary>
    public required ContainerConfig Config { get; init; }

    public HostConfig HostConfig { get; init; } = new();

    /// <summary>The image, when the caller has looked it up already.</summary>
    public ContainerImage? Image { get; init; }

    /// <summary>Null for this machine's.</summary>
    public Platform? Platform { get; init; }
}
