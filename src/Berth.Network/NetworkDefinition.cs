using Berth.Kernel;
using Berth.Kernel.Netlink;
using Berth.Oci;

namespace Berth.Network;

/// <summary>How a network gets its subnet and its record.</summary>
internal static class NetworkDefinition
{
    /// <summary>64 random hexadecimal digits, as ids of the Engine API are.</summary>
    internal static string NewId()
    {
        Span<byte> bytes = stackalloc byte[32];
        // Not a secret: it only has to be unlike any other, and the kernel's generator behind a crypto library costs start-up.
        Random.Shared.NextBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>Defines a network that has no record yet. Of several who do so at once, one wins and all use its record.</summary>
    internal static NetworkRecord Create(string directory, BridgeNetworkOptions options)
    {
        Validate(options);
        Files.MakeDirectories(directory, 0x1C0);
        using FileLock definition = FileLock.Acquire(null, Path.Combine(directory, "define.lock"));
        if (NetworkRecordFile.Read(directory) is { } existing) return existing;
        using var route = RouteSocket.Open();
        IPv4Subnet subnet = Choose(options, route);
        var record = new NetworkRecord
        {
            Name = options.Name,
            Id = NewId(),
            Created = DateTimeOffset.UtcNow,
            BridgeName = options.BridgeName,
            Subnet = subnet,
            Gateway = GatewayOf(options, subnet),
            Mtu = options.Mtu,
        };
        NetworkRecordFile.Write(directory, record);
        return record;
    }

    /// <summary>
    /// Before the bridge is made anew (after a boot): a subnet that the host uses elsewhere by now is given up for a free one. No container
    /// can be attached while there is no bridge, so the leases go too.
    /// </summary>
    internal static NetworkRecord AvoidOverlap(string directory, BridgeNetworkOptions options, NetworkRecord record, RouteSocket route)
    {
        if (!AddressPools.Overlaps(record.Subnet, AddressPools.TakenOnHost(route, exceptLink: null))) return record;
        if (options.Subnet is not null) throw Overlapping(record.Subnet, options.Name);
        IPv4Subnet subnet = Choose(options, route);
        NetworkRecord moved = record with { Subnet = subnet, Gateway = GatewayOf(options with { Gateway = null }, subnet) };
        var old = new LeaseDirectory(directory, record.Subnet, record.Gateway);
        foreach (Lease lease in old.List()) old.Release(lease.OwnerId, lease.Address);
        NetworkRecordFile.Write(directory, moved);
        return moved;
    }

    private static IPv4Subnet Choose(BridgeNetworkOptions options, RouteSocket route)
    {
        // A bridge of the name that is there already (a lost state directory) must not stand in its own way.
        HashSet<IPv4Subnet> taken = AddressPools.TakenOnHost(route, route.GetLink(options.BridgeName)?.Index);
        if (options.Subnet is { } wanted) return AddressPools.Overlaps(wanted, taken) ? throw Overlapping(wanted, options.Name) : wanted;
        return AddressPools.FirstFree(options.Pools, taken) ?? throw new EngineException(ErrorKind.Exhausted,
            $"network {options.Name} finds no subnet in the default address pools that the host's routes leave free", "configure default-address-pools or bip with one that is free");
    }

    private static IPv4Address GatewayOf(BridgeNetworkOptions options, IPv4Subnet subnet) => options.Gateway ?? new IPv4Address(subnet.Base.Value + 1);

    private static void Validate(BridgeNetworkOptions options)
    {
        if (!InterfaceName.IsValid(options.BridgeName)) throw Bad($"bridge name {options.BridgeName} is not a valid interface name");
        if (options.Subnet is { PrefixLength: > 30 } small) throw Bad($"subnet {small} of network {options.Name} is too small: /30 is the least");
        if (options.Subnet is { } subnet && options.Gateway is { } gateway && !subnet.Contains(gateway)) throw Bad($"gateway {gateway} of network {options.Name} is not in {subnet}");
        if (options.Mtu is < 68 or > 65535) throw Bad($"MTU {options.Mtu} of network {options.Name} is not between 68 and 65535");
    }

    private static EngineException Bad(string message) => new(ErrorKind.InvalidArgument, message);

    private static EngineException Overlapping(IPv4Subnet subnet, string network) =>
        new(ErrorKind.Conflict, $"subnet {subnet} of network {network} overlaps a route or address of the host", "choose another with bip, or remove the route (ip route)");
}
