using System.Net;
using System.Runtime.InteropServices;

namespace Berth.Kernel.Netlink;

/// <summary>
/// Changes to links, addresses and routes, sent together by <see cref="RouteSocket.Execute"/>. They are carried out in order; the kernel
/// does not undo the ones before a failure, nor skip those after it.
/// Layouts: rtnetlink(7), include/uapi/linux/rtnetlink.h and if_link.h.
/// </summary>
public sealed class RouteBatch
{
    private const NetlinkFlags Make = NetlinkFlags.Create | NetlinkFlags.Exclusive | NetlinkFlags.Ack;

    /// <summary>The messages, for tests and for a socket.</summary>
    public NetlinkBatch Messages { get; } = new();

    public void Clear() => Messages.Clear();

    /// <summary>A bridge with a MAC address of its own: without one it takes the lowest of its ports' and changes with them.</summary>
    public RouteBatch CreateBridge(string name, MacAddress? mac = null, int mtu = 0, bool up = true)
    {
        BeginLink(Rtm.NewLink, Make, 0, "create bridge", Checked(name), up);
        Messages.String(Ifla.Name, name);
        if (mtu > 0) Messages.UInt32(Ifla.Mtu, (uint)mtu);
        WriteMac(mac);
        WriteKind("bridge");
        return this;
    }

    /// <summary>A veth pair. The near end comes up; the peer cannot yet (it would get ENOTCONN) and is brought up by a later message.</summary>
    public RouteBatch CreateVeth(VethPair pair)
    {
        BeginLink(Rtm.NewLink, Make, 0, "create veth pair", Checked(pair.Name), up: true);
        Messages.String(Ifla.Name, pair.Name);
        WriteSize(pair);
        if (pair.MasterIndex is { } master) Messages.UInt32(Ifla.Master, (uint)master);
        int info = Messages.BeginNested(Ifla.LinkInfo);
        Messages.Attribute(Ifla.InfoKind, "veth"u8);
        int data = Messages.BeginNested(Ifla.InfoData);
        int peer = Messages.BeginNested(Ifla.VethPeer);
        Messages.Reserve(Rtm.LinkSize);
        Messages.String(Ifla.Name, Checked(pair.PeerName));
        WriteSize(pair);
        WriteMac(pair.PeerMacAddress);
        if (pair.PeerNamespace is { } netns) Messages.UInt32(Ifla.NetnsFd, (uint)netns.Number);
        Messages.EndNested(peer);
        Messages.EndNested(data);
        Messages.EndNested(info);
        return this;
    }

    public RouteBatch SetUp(int index, bool up = true)
    {
        BeginLink(Rtm.NewLink, NetlinkFlags.Ack, index, up ? "bring up interface" : "bring down interface", $"{index}", up);
        return this;
    }

    public RouteBatch SetMtu(int index, int mtu)
    {
        BeginLink(Rtm.NewLink, NetlinkFlags.Ack, index, "set MTU of interface", $"{index}");
        Messages.UInt32(Ifla.Mtu, (uint)mtu);
        return this;
    }

    /// <summary>Makes it a port of a bridge; null takes it off.</summary>
    public RouteBatch SetMaster(int index, int? master)
    {
        BeginLink(Rtm.NewLink, NetlinkFlags.Ack, index, "set master of interface", $"{index}");
        Messages.UInt32(Ifla.Master, (uint)(master ?? 0));
        return this;
    }

    /// <summary>Moves an interface into another namespace. Slow (an RCU grace period): create it there instead where possible.</summary>
    /// <param name="index">In the socket's namespace.</param>
    /// <param name="netns">Where it goes.</param>
    /// <param name="name">Its name there; <c>eth%d</c> lets the kernel count. Null keeps the present one.</param>
    public RouteBatch MoveTo(int index, Fd netns, string? name = null)
    {
        BeginLink(Rtm.NewLink, NetlinkFlags.Ack, index, "move interface", $"{index}");
        Messages.UInt32(Ifla.NetnsFd, (uint)netns.Number);
        if (name is not null) Messages.String(Ifla.Name, Checked(name));
        return this;
    }

    /// <summary>Whether a bridge port may send a frame back out the way it came.</summary>
    public RouteBatch SetHairpin(int port, bool on)
    {
        BeginLink(Rtm.SetLink, NetlinkFlags.Ack, port, "set hairpin mode of port", $"{port}", family: Rtm.FamilyBridge);
        int info = Messages.BeginNested(Ifla.ProtocolInfo);
        Messages.UInt8(Ifla.BridgePortMode, on ? (byte)1 : (byte)0);
        Messages.EndNested(info);
        return this;
    }

    /// <summary>Whether IPv6 makes a link-local address by itself when the interface comes up.</summary>
    public RouteBatch SetIPv6LinkLocal(int index, bool on)
    {
        BeginLink(Rtm.NewLink, NetlinkFlags.Ack, index, "set IPv6 address generation of interface", $"{index}", tolerated: Errno.EAFNOSUPPORT);
        int families = Messages.BeginNested(Ifla.AddressFamilySpecific);
        int inet6 = Messages.BeginNested(Rtm.FamilyIPv6);
        Messages.UInt8(Ifla.InetV6AddressGeneration, on ? (byte)0 : (byte)1);
        Messages.EndNested(inet6);
        Messages.EndNested(families);
        return this;
    }

    /// <summary>Deletes an interface. Deleting a veth waits 16–26 ms for an RCU grace period.</summary>
    public RouteBatch DeleteLink(int index)
    {
        BeginLink(Rtm.DelLink, NetlinkFlags.Ack, index, "delete interface", $"{index}", tolerated: Errno.ENODEV);
        return this;
    }

    /// <summary>An IPv4 address with its broadcast address. An address that is there already is success.</summary>
    public RouteBatch AddAddress(int index, IPv4Address address, int prefixLength)
    {
        Span<byte> bytes = stackalloc byte[4];
        BeginAddress(Rtm.NewAddress, Make, Rtm.FamilyIPv4, index, prefixLength, "add address", address.ToString(), Errno.EEXIST);
        address.Write(bytes);
        Messages.Attribute(Ifa.Local, bytes);
        Messages.Attribute(Ifa.Address, bytes);
        if (prefixLength < 31)
        {
            new IPv4Subnet(address, prefixLength).Last.Write(bytes);
            Messages.Attribute(Ifa.Broadcast, bytes);
        }
        return this;
    }

    /// <summary>An address of either family. IPv6 skips duplicate address detection, so that it can be used at once.</summary>
    public RouteBatch AddAddress(int index, IPAddress address, int prefixLength)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int size);
        if (size == 4) return AddAddress(index, IPv4Address.Read(bytes), prefixLength);
        BeginAddress(Rtm.NewAddress, Make, Rtm.FamilyIPv6, index, prefixLength, "add address", address.ToString(), Errno.EEXIST);
        Messages.Attribute(Ifa.Local, bytes);
        Messages.Attribute(Ifa.Address, bytes);
        Messages.UInt32(Ifa.Flags, Ifa.NoDuplicateDetection);
        return this;
    }

    public RouteBatch DeleteAddress(int index, IPAddress address, int prefixLength)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int size);
        BeginAddress(Rtm.DelAddress, NetlinkFlags.Ack, FamilyOf(size), index, prefixLength, "delete address", address.ToString(), Errno.EADDRNOTAVAIL);
        Messages.Attribute(Ifa.Local, bytes[..size]);
        return this;
    }

    /// <summary>The IPv4 default route.</summary>
    public RouteBatch AddDefaultRoute(int index, IPv4Address gateway)
    {
        Span<byte> bytes = stackalloc byte[4];
        gateway.Write(bytes);
        BeginRoute(Rtm.NewRoute, Make, Rtm.FamilyIPv4, 0, Rtm.ScopeUniverse, "add default route via", gateway.ToString());
        Messages.Attribute(Rta.Gateway, bytes);
        Messages.UInt32(Rta.OutputInterface, (uint)index);
        return this;
    }

    /// <summary>A route to <paramref name="destination"/> (an unspecified address with prefix 0 is the default), through a gateway or on the link.</summary>
    public RouteBatch AddRoute(int index, IPAddress destination, int prefixLength, IPAddress? gateway, uint metric = 0)
    {
        byte scope = gateway is null ? Rtm.ScopeLink : Rtm.ScopeUniverse;
        WriteRoute(Rtm.NewRoute, Make, scope, "add route to", index, destination, prefixLength, gateway, metric, Errno.None);
        return this;
    }

    public RouteBatch DeleteRoute(int index, IPAddress destination, int prefixLength, IPAddress? gateway = null)
    {
        // RT_SCOPE_NOWHERE matches any scope.
        WriteRoute(Rtm.DelRoute, NetlinkFlags.Ack, 255, "delete route to", index, destination, prefixLength, gateway, 0, Errno.ESRCH);
        return this;
    }

    private void WriteRoute(ushort type, NetlinkFlags flags, byte scope, string operation, int index, IPAddress destination, int prefixLength,
        IPAddress? gateway, uint metric, Errno tolerated)
    {
        Span<byte> bytes = stackalloc byte[16];
        destination.TryWriteBytes(bytes, out int size);
        BeginRoute(type, flags, FamilyOf(size), prefixLength, scope, operation, $"{destination}/{prefixLength}", tolerated);
        if (prefixLength > 0) Messages.Attribute(Rta.Destination, bytes[..size]);
        if (gateway is not null && gateway.TryWriteBytes(bytes, out size)) Messages.Attribute(Rta.Gateway, bytes[..size]);
        Messages.UInt32(Rta.OutputInterface, (uint)index);
        if (metric > 0) Messages.UInt32(Rta.Priority, metric);
    }

    private void BeginLink(ushort type, NetlinkFlags flags, int index, string operation, string subject, bool? up = null,
        byte family = Rtm.FamilyUnspecified, Errno tolerated = Errno.None)
    {
        Messages.Begin(type, flags, operation, subject, tolerated);
        Span<byte> header = Messages.Reserve(Rtm.LinkSize);
        header[0] = family;
        MemoryMarshal.Write(header[4..], index);
        if (up is null) return;
        MemoryMarshal.Write(header[8..], up.Value ? Rtm.FlagUp : 0);
        MemoryMarshal.Write(header[12..], Rtm.FlagUp);
    }

    private void BeginAddress(ushort type, NetlinkFlags flags, byte family, int index, int prefixLength, string operation, string address, Errno tolerated)
    {
        Messages.Begin(type, flags, operation, $"{address}/{prefixLength}", tolerated);
        Span<byte> header = Messages.Reserve(Rtm.AddressSize);
        header[0] = family;
        header[1] = (byte)prefixLength;
        MemoryMarshal.Write(header[4..], (uint)index);
    }

    private void BeginRoute(ushort type, NetlinkFlags flags, byte family, int prefixLength, byte scope, string operation, string subject,
        Errno tolerated = Errno.None)
    {
        Messages.Begin(type, flags, operation, subject, tolerated);
        Span<byte> header = Messages.Reserve(Rtm.RouteSize);
        header[0] = family;
        header[1] = (byte)prefixLength;
        header[4] = Rtm.TableMain;
        header[5] = Rtm.ProtocolBoot;
        header[6] = scope;
        header[7] = Rtm.TypeUnicast;
    }

    private void WriteKind(string kind)
    {
        int info = Messages.BeginNested(Ifla.LinkInfo);
        Messages.String(Ifla.InfoKind, kind);
        Messages.EndNested(info);
    }

    private void WriteMac(MacAddress? mac)
    {
        if (mac is { } address) address.Write(Messages.ReserveAttribute(Ifla.Address, MacAddress.Size));
    }

    private void WriteSize(VethPair pair)
    {
        if (pair.Mtu > 0) Messages.UInt32(Ifla.Mtu, (uint)pair.Mtu);
        if (pair.Queues <= 0) return;
        Messages.UInt32(Ifla.TxQueues, (uint)pair.Queues);
        Messages.UInt32(Ifla.RxQueues, (uint)pair.Queues);
    }

    private static byte FamilyOf(int size) => size == 4 ? Rtm.FamilyIPv4 : Rtm.FamilyIPv6;

    private static string Checked(string name) =>
        InterfaceName.IsValid(name) ? name : throw new ArgumentException($"not a valid interface name: {name}", nameof(name));
}
