using System.Globalization;
using Berth.Kernel;
using Berth.Kernel.Netlink;
using Berth.Oci;

namespace Berth.Network;

/// <summary>
/// A bridge network: a Linux bridge with an address pool, NAT to the outside, and the life of the endpoints on it. Everything about it is in one
/// directory (<c>network.json</c>, <c>leases/</c>); what is in the kernel is made when it is missing, so that the first container after a
/// boot, or after someone flushed the firewall, finds it in order. Acts on the calling thread's network namespace.
/// <code>
/// Attach:  lease an address → veth pair, its peer born in the container's namespace → address, route, up
/// Release: remove the lease. The veth pair dies with the namespace, in the kernel's own time; deleting it would take 16–26 ms.
/// </code>
/// </summary>
public sealed class BridgeNetwork
{
    private const int NameAttempts = 8;

    private readonly string directory;
    private readonly BridgeNetworkOptions options;

    private BridgeNetwork(string directory, BridgeNetworkOptions options, NetworkRecord record)
    {
        this.directory = directory;
        this.options = options;
        Record = record;
    }

    /// <summary>Subnet, gateway, name, id. May change once, at the first attach after a boot, when the host's routes leave no other choice.</summary>
    public NetworkRecord Record { get; private set; }

    private LeaseDirectory Leasing => new(directory, Record.Subnet, Record.Gateway);

    /// <summary>Opens a network, defining it (on disk alone) the first time.</summary>
    /// <exception cref="EngineException">InvalidArgument, Exhausted (no free subnet), Corrupt.</exception>
    public static BridgeNetwork Open(string directory, BridgeNetworkOptions? options = null)
    {
        options ??= new BridgeNetworkOptions();
        return Explained("open network " + options.Name, () =>
        {
            NetworkRecord record = NetworkRecordFile.Read(directory) ?? NetworkDefinition.Create(directory, options);
            return new BridgeNetwork(directory, options, record);
        });
    }

    /// <summary>The JSON of <c>network.json</c>: what <c>network inspect</c> shows, without the containers.</summary>
    public byte[] ToJson() => NetworkRecordFile.Format(Record);

    /// <summary>Makes a network namespace and attaches it; the quickest way, since the two overlap. The caller disposes the namespace.</summary>
    /// <exception cref="EngineException">As <see cref="Attach(NetworkNamespace, AttachRequest)"/>.</exception>
    public NetworkNamespace CreateAttached(AttachRequest request, out Endpoint endpoint)
    {
        NetworkNamespace? made = null;
        Endpoint? attached = null;
        Explained($"attach to network {Record.Name}", () =>
        {
            NetworkNamespace.Pending pending = BeginNamespace();
            NetworkNamespace Wait() => made ??= pending.Wait();
            try
            {
                attached = AttachCore(Wait, request);
            }
            catch
            {
                try { Wait().Dispose(); }
                catch (KernelException) { /* It was never made, which is what the first exception is about. */ }
                throw;
            }
            return 0;
        });
        endpoint = attached!;
        return made!;
    }

    /// <summary>Starts to make a network namespace that is fit for this network: IPv6 is off on the interfaces that come to it.</summary>
    public static NetworkNamespace.Pending BeginNamespace() => NetworkNamespace.Begin(static () => Sysctl.Set("ipv6/conf/default/disable_ipv6", "1"));

    /// <summary>Gives a namespace an interface in this network, with address and default route, and brings it up. Whatever fails, nothing stays behind.</summary>
    /// <exception cref="EngineException">
    /// Forbidden (no CAP_NET_ADMIN), NotSupported (no nf_tables, bridge or veth), Exhausted (no free address), Conflict (the requested address is
    /// another's), InvalidArgument (it is not in the subnet).
    /// </exception>
    public Endpoint Attach(NetworkNamespace netns, AttachRequest request) =>
        Explained($"attach to network {Record.Name}", () => AttachCore(() => netns, request));

    /// <summary>As the other, for a namespace known by its descriptor alone; costs a thread that enters it.</summary>
    public Endpoint Attach(Fd netns, AttachRequest request) => Explained($"attach to network {Record.Name}", () =>
    {
        using var borrowed = NetworkNamespace.Adopt(new Fd(netns.Number, owned: false));
        return AttachCore(() => borrowed, request);
    });

    /// <summary>Gives the endpoint's address back. Idempotent, and enough: the interfaces go with their namespace.</summary>
    public void Release(string ownerId, Endpoint endpoint) => Release(ownerId, endpoint.Address);

    /// <summary>As the other, by address. Does nothing when the address is another owner's by now.</summary>
    public void Release(string ownerId, IPv4Address address) => Explained($"release address {address} of network {Record.Name}", () =>
    {
        Leasing.Release(ownerId, address);
        return 0;
    });

    /// <summary>Every lease of the network.</summary>
    public IReadOnlyList<Lease> Leases() => Explained($"list leases of network {Record.Name}", () => Leasing.List());

    /// <summary>Takes back the leases of owners that no longer exist; returns how many.</summary>
    public int Reclaim(Func<string, bool> ownerExists)
    {
        int count = 0;
        foreach (Lease lease in Leases())
        {
            if (ownerExists(lease.OwnerId)) continue;
            Release(lease.OwnerId, lease.Address);
            count++;
        }
        return count;
    }

    /// <summary>Which rule of another firewall would stop this network's packets to the outside; null when none is known to.</summary>
    public ForwardingBlocker? DiagnoseForwarding() => Explained($"examine the firewall for network {Record.Name}", () =>
    {
        using var route = RouteSocket.Open();
        using var nft = NftSocket.Open();
        return ForwardingDiagnosis.Find(nft, Record.BridgeName, Bridge.Uplink(route)?.Name);
    });

    /// <summary>Makes the bridge, its settings and its rules if anything of them is missing. <see cref="Attach(NetworkNamespace, AttachRequest)"/> does this itself.</summary>
    public void EnsureReady() => Explained($"set up network {Record.Name}", () =>
    {
        using var route = RouteSocket.Open();
        return EnsureReady(route).Index;
    });

    private LinkInfo EnsureReady(RouteSocket route)
    {
        using var nft = NftSocket.Open();
        if (new Bridge(Record).Find(route) is { } ready && IsForwarding() && IsFiltering(nft)) return ready;

        // One at a time: not for safety, every step is idempotent, but so that twenty first runs do not do it twenty times.
        using FileLock setup = FileLock.Acquire(null, Path.Combine(directory, "lock"));
        Record = NetworkRecordFile.Read(directory) ?? NetworkDefinition.Create(directory, options);
        if (route.GetLink(Record.BridgeName) is null) Record = NetworkDefinition.AvoidOverlap(directory, options, Record, route);
        LinkInfo link = new Bridge(Record).Ensure(route);
        Sysctl.Set("ipv4/ip_forward", "1");
        if (!BerthTable.IsApplied(nft, Record)) BerthTable.Apply(nft, Record);
        DockerUserChain.Apply(nft, Record.BridgeName);
        return link;
    }

    private static bool IsForwarding() => Sysctl.Read("ipv4/ip_forward") == "1";

    private bool IsFiltering(NftSocket nft) => BerthTable.IsApplied(nft, Record) && DockerUserChain.IsSettled(nft, Record.BridgeName);

    private Endpoint AttachCore(Func<NetworkNamespace> netns, AttachRequest request)
    {
        if (request.MacAddress is { IsMulticast: true } group) throw new EngineException(ErrorKind.InvalidArgument, $"MAC address {group} is a group address, which no interface may have");
        if (!InterfaceName.IsValid(request.InterfaceName)) throw new EngineException(ErrorKind.InvalidArgument, $"{request.InterfaceName} is not a valid interface name");
        using var route = RouteSocket.Open();
        LinkInfo bridge = EnsureReady(route);
        IPv4Address address = Lease(request);
        string? hostInterface = null;
        try
        {
            MacAddress mac = request.MacAddress ?? MacAddress.From(address);
            NetworkNamespace inside = netns();
            hostInterface = CreatePair(route, bridge, inside, request.InterfaceName, mac);
            Configure(inside, request.InterfaceName, address);
            return new Endpoint
            {
                EndpointId = NetworkDefinition.NewId(),
                NetworkId = Record.Id,
                NetworkName = Record.Name,
                InterfaceName = request.InterfaceName,
                HostInterfaceName = hostInterface,
                Address = address,
                PrefixLength = Record.Subnet.PrefixLength,
                Gateway = Record.Gateway,
                MacAddress = mac,
                Mtu = bridge.Mtu,
            };
        }
        catch
        {
            if (hostInterface is not null && route.GetLink(hostInterface) is { } leftover) _ = route.TryExecute(new RouteBatch().DeleteLink(leftover.Index));
            Release(request.OwnerId, address);
            throw;
        }
    }

    private IPv4Address Lease(AttachRequest request)
    {
        LeaseDirectory leasing = Leasing;
        if (request.Address is { } wanted)
        {
            if (!leasing.IsAssignable(wanted))
            {
                throw new EngineException(ErrorKind.InvalidArgument, $"address {wanted} cannot be given to a container of network {Record.Name}",
                    $"choose one of {Record.Subnet} other than its first and last address and the gateway {Record.Gateway}");
            }
            if (leasing.TryAcquire(request.OwnerId, wanted, out string? holder)) return wanted;
            throw new EngineException(ErrorKind.Conflict, $"address {wanted} of network {Record.Name} is in use by container {holder}");
        }
        if (leasing.TryAcquire(request.OwnerId) is { } address) return address;
        if (options.OwnerExists is { } exists && Reclaim(exists) > 0 && leasing.TryAcquire(request.OwnerId) is { } reclaimed) return reclaimed;
        throw new EngineException(ErrorKind.Exhausted, $"network {Record.Name} has no free address left in {Record.Subnet}", "remove containers that are no longer needed");
    }

    private string CreatePair(RouteSocket route, LinkInfo bridge, NetworkNamespace netns, string peerName, MacAddress mac)
    {
        for (int attempt = 1; ; attempt++)
        {
            string name = "veth" + Random.Shared.Next(1 << 28).ToString("x7", CultureInfo.InvariantCulture);
            RouteBatch creation = new RouteBatch().CreateVeth(new VethPair
            {
                Name = name, PeerName = peerName, PeerNamespace = netns.Handle, PeerMacAddress = mac, MasterIndex = bridge.Index, Mtu = bridge.Mtu, Queues = 1,
            });
            NetlinkFailure? failure = route.TryExecute(creation);
            if (failure is null)
            {
                if (options.Hairpin && route.GetLink(name) is { } port) route.Execute(new RouteBatch().SetHairpin(port.Index, on: true));
                return name;
            }
            if (failure.Errno != Errno.EEXIST || attempt == NameAttempts || netns.Route.GetLink(peerName) is not null) throw failure.ToException();
        }
    }

    private void Configure(NetworkNamespace netns, string interfaceName, IPv4Address address)
    {
        LinkInfo link = netns.Route.GetLink(interfaceName) ?? throw new KernelException("look up interface", interfaceName, Errno.ENODEV);
        netns.Route.Execute(new RouteBatch()
            .AddAddress(link.Index, address, Record.Subnet.PrefixLength)
            .SetUp(link.Index)
            .AddDefaultRoute(link.Index, Record.Gateway));
    }

    private static T Explained<T>(string doing, Func<T> work)
    {
        try { return work(); }
        catch (KernelException e) { throw NetworkErrors.Explain(e, doing); }
    }
}
