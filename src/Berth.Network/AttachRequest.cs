using Berth.Kernel;

namespace Berth.Network;

/// <summary>What to attach to a network.</summary>
public sealed record AttachRequest
{
    /// <summary>Who gets the address: a container's id. It names the lease and is needed to release it.</summary>
    public required string OwnerId { get; init; }

    /// <summary><c>--ip</c>; null: the next free one.</summary>
    public IPv4Address? Address { get; init; }

    /// <summary><c>--mac-address</c>; null: derived from the IPv4 address.</summary>
    public MacAddress? MacAddress { get; init; }

    /// <summary>The interface's name inside.</summary>
    public string InterfaceName { get; init; } = "eth0";
}
