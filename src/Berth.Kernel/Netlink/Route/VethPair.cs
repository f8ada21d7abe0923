namespace Berth.Kernel.Netlink;

/// <summary>What to make of a veth pair: the near end stays in the socket's namespace, the peer is born in another.</summary>
public readonly record struct VethPair
{
    /// <summary>Name of the near end.</summary>
    public required string Name { get; init; }

    public required string PeerName { get; init; }

    /// <summary>The namespace the peer is created in; null for the same one.</summary>
    public Fd? PeerNamespace { get; init; }

    public MacAddress? PeerMacAddress { get; init; }

    /// <summary>The bridge the near end becomes a port of.</summary>
    public int? MasterIndex { get; init; }

    /// <summary>Bytes, of both ends; 0 leaves the kernel's 1500.</summary>
    public int Mtu { get; init; }

    /// <summary>Transmit and receive queues of each end; 0 lets the kernel make one per CPU, each with its own sysfs objects.</summary>
    public int Queues { get; init; }
}
