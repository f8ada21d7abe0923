using Berth.Kernel;

namespace Berth.Network;

/// <summary>How a bridge network is made the first time; an existing one keeps what its <c>network.json</c> says.</summary>
public sealed record BridgeNetworkOptions
{
    public string Name { get; init; } = "bridge";

    /// <summary>At most 15 bytes.</summary>
    public string BridgeName { get; init; } = "berth0";

    /// <summary>A certain subnet (daemon.json's <c>bip</c>), with <see cref="Gateway"/> inside or its first address; null: from the pools.</summary>
    public IPv4Subnet? Subnet { get; init; }

    public IPv4Address? Gateway { get; init; }

    /// <summary>daemon.json's <c>default-address-pools</c>.</summary>
    public IReadOnlyList<AddressPool> Pools { get; init; } = AddressPools.Default;

    /// <summary>daemon.json's <c>mtu</c>; null: the uplink's.</summary>
    public int? Mtu { get; init; }

    /// <summary>Lets a container reach its own published port through the bridge port it is on.</summary>
    public bool Hairpin { get; init; }

    /// <summary>Whether the owner of a lease still exists; asked when the subnet is exhausted, so that leases of the dead are taken back.</summary>
    public Func<string, bool>? OwnerExists { get; init; }
}
