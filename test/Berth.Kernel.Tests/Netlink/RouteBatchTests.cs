using System.Net;
using Berth.Kernel.Netlink;

namespace Berth.Kernel.Tests.Netlink;

public sealed class RouteBatchTests
{
    [Fact]
    public void A_bridge_is_made_up_and_with_its_own_address() => Bytes.Equal("""
        50000000 1000 0506 01000000 00000000   RTM_NEWLINK, create|exclusive|ack
        00000000 00000000 01000000 01000000    ifinfomsg: up
        0b00 0300 626572746830 00 00
        0800 0400 78050000                     MTU 1400
        0a00 0100 0242ac110001 0000
        1000 1280                              IFLA_LINKINFO
        0b00 0100 627269646765 00 00
        """,
        new RouteBatch().CreateBridge("berth0", MacAddress.From(IPv4Address.Parse("172.17.0.1")), 1400).Messages.Bytes);

    [Fact]
    public void A_veth_pair_names_master_peer_and_the_peers_namespace()
    {
        using var netns = new Fd(42, owned: false);
        var pair = new VethPair { Name = "veth1", PeerName = "eth0", PeerNamespace = netns, PeerMacAddress = new MacAddress(0x0242ac110002), MasterIndex = 7, Mtu = 1500, Queues = 1 };
        Bytes.Equal("""
            a8000000 1000 0506 01000000 00000000
            00000000 00000000 01000000 01000000
            0a00 0300 7665746831 00 0000
            0800 0400 dc050000
            0800 1f00 01000000   IFLA_NUM_TX_QUEUES
            0800 2000 01000000   IFLA_NUM_RX_QUEUES
            0800 0a00 07000000   IFLA_MASTER
            5c00 1280
            0800 0100 76657468
            5000 0280
            4c00 0180            VETH_INFO_PEER: an ifinfomsg, then attributes; not up
            00000000 00000000 00000000 00000000
            0900 0300 65746830 00 000000
            0800 0400 dc050000
            0800 1f00 01000000
            0800 2000 01000000
            0a00 0100 0242ac110002 0000
            0800 1c00 2a000000   IFLA_NET_NS_FD
            """, new RouteBatch().CreateVeth(pair).Messages.Bytes);
    }

    [Fact]
    public void Address_up_and_default_route_are_one_batch() => Bytes.Equal("""
        30000000 1400 0506 01000000 00000000   RTM_NEWADDR
        02 10 00 00 02000000
        0800 0200 ac110002                     IFA_LOCAL
        0800 0100 ac110002
        0800 0400 ac11ffff                     IFA_BROADCAST
        20000000 1000 0500 02000000 00000000   RTM_NEWLINK of an existing link
        00000000 02000000 01000000 01000000
        2c000000 1800 0506 03000000 00000000   RTM_NEWROUTE
        02 00 00 00 fe 03 00 01 00000000       main table, boot, universe, unicast
        0800 0500 ac110001
        0800 0400 02000000
        """, new RouteBatch().AddAddress(2, IPv4Address.Parse("172.17.0.2"), 16).SetUp(2).AddDefaultRoute(2, IPv4Address.Parse("172.17.0.1")).Messages.Bytes);

    [Fact]
    public void An_IPv6_address_and_route_carry_sixteen_bytes() => Bytes.Equal("""
        48000000 1400 0506 01000000 00000000
        0a 40 00 00 05000000
        1400 0200 fd000000000000000000000000000002
        1400 0100 fd000000000000000000000000000002
        0800 0800 02000000                     IFA_F_NODAD
        38000000 1800 0506 02000000 00000000
        0a 00 00 00 fe 03 00 01 00000000
        1400 0500 fd000000000000000000000000000001
        0800 0400 05000000
        """, new RouteBatch().AddAddress(5, IPAddress.Parse("fd00::2"), 64).AddRoute(5, IPAddress.IPv6Any, 0, IPAddress.Parse("fd00::1")).Messages.Bytes);

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("sixteen-letters-")]
    public void A_name_the_kernel_would_cut_or_refuse_is_refused(string name)
    {
        Assert.Throws<ArgumentException>(() => new RouteBatch().CreateBridge(name));
        Assert.False(InterfaceName.IsValid(name));
    }
}
