using Berth.Kernel;

namespace Berth.Network;

/// <summary>A namespace's place in a network.</summary>
public sealed record Endpoint
{
    /// <summary>The Engine API's EndpointID: 64 hexadecimal digits, new at every attach.</summary>
    public required string EndpointId { get; init; }

    public required string NetworkId { get; init; }

    public required string NetworkName { get; init; }

    /// <summary>Inside the namespace: <c>eth0</c>.</summary>
    public required string InterfaceName { get; init; }

    /// <summary>The other end, a port of the bridge. It disappears by itself with the namespace.</summary>
    public required string HostInterfaceName { get; init; }

    public required IPv4Address Address { get; init; }

    public required int PrefixLength { get; init; }

    public required IPv4Address Gateway { get; init; }

    public required MacAddress MacAddress { get; init; }

    /// <summary>Bytes.</summary>
    public required int Mtu { get; init; }
}
