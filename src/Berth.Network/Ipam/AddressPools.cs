using Berth.Kernel;
using Berth.Kernel.Netlink;

namespace Berth.Network;

/// <summary>A range that is cut into subnets of one size, as <c>default-address-pools</c> of daemon.json has them.</summary>
public readonly record struct AddressPool(IPv4Subnet Base, int SubnetLength)
{
    /// <summary>The subnets, lowest first.</summary>
    public IEnumerable<IPv4Subnet> Subnets()
    {
        if (SubnetLength < Base.PrefixLength || SubnetLength > 30) yield break;
        ulong size = 1UL << (32 - SubnetLength);
        for (ulong offset = 0; offset < Base.Size; offset += size)
            yield return new IPv4Subnet(new IPv4Address((uint)(Base.Base.Value + offset)), SubnetLength);
    }
}

/// <summary>Where new networks get their subnets.</summary>
public static class AddressPools
{
    /// <summary>Docker's: 172.17.0.0/16 to 172.31.0.0/16, then 192.168.0.0/16 in /20s.</summary>
    public static IReadOnlyList<AddressPool> Default { get; } =
    [
        Pool("172.17.0.0/16", 16), Pool("172.18.0.0/16", 16), Pool("172.19.0.0/16", 16), Pool("172.20.0.0/14", 16),
        Pool("172.24.0.0/14", 16), Pool("172.28.0.0/14", 16), Pool("192.168.0.0/16", 20),
    ];

    /// <summary>The first subnet of the pools that overlaps nothing in <paramref name="taken"/>; null when there is none.</summary>
    public static IPv4Subnet? FirstFree(IReadOnlyList<AddressPool> pools, IReadOnlyCollection<IPv4Subnet> taken)
    {
        foreach (AddressPool pool in pools)
        {
            foreach (IPv4Subnet subnet in pool.Subnets())
            {
                if (!Overlaps(subnet, taken)) return subnet;
            }
        }
        return null;
    }

    internal static bool Overlaps(IPv4Subnet subnet, IReadOnlyCollection<IPv4Subnet> taken)
    {
        foreach (IPv4Subnet other in taken) if (subnet.Overlaps(other)) return true;
        return false;
    }

    /// <summary>What the host's addresses and routes occupy, but for those on <paramref name="exceptLink"/>. Default routes occupy nothing.</summary>
    internal static HashSet<IPv4Subnet> TakenOnHost(RouteSocket route, int? exceptLink)
    {
        var taken = new HashSet<IPv4Subnet>();
        foreach (AddressInfo address in route.Addresses())
        {
            if (address.LinkIndex != exceptLink && address.IPv4Subnet is { } subnet) taken.Add(subnet);
        }
        foreach (RouteInfo candidate in route.Routes())
        {
            // VPNs split the default route into two halves: those are no more specific than a default route is.
            if (candidate.LinkIndex != exceptLink && candidate.IPv4Subnet is { PrefixLength: > 1 } subnet) taken.Add(subnet);
        }
        return taken;
    }

    private static AddressPool Pool(string subnet, int length) => new(IPv4Subnet.Parse(subnet), length);
}
