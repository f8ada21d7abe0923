using System.Net;
using Berth.Kernel.Netlink;

namespace Berth.Kernel.Tests.Netlink;

/// <summary>Everything in namespaces of their own; the machine's links are not touched.</summary>
public sealed class RouteSocketTests
{
    private static NetworkNamespace Fresh()
    {
        Assert.SkipUnless(Files.EffectiveUser == 0, "needs root for network namespaces");
        return NetworkNamespace.Create();
    }

    [Fact]
    public void A_fresh_namespace_has_a_loopback_that_is_up_and_nothing_else_that_is()
    {
        using NetworkNamespace netns = Fresh();
        Assert.Equal("lo", Assert.Single(netns.Route.Links(), link => link.IsUp).Name);
        Assert.Contains(netns.Route.Addresses(), a => a.Address.Equals(IPAddress.Loopback) && a.PrefixLength == 8);
    }

    [Fact]
    public void A_veth_pairs_peer_is_born_in_the_other_namespace()
    {
        using NetworkNamespace near = Fresh(), far = Fresh();
        near.Route.Execute(new RouteBatch().CreateBridge("br0", new MacAddress(0x0242ac110001), 1400));
        LinkInfo bridge = near.Route.GetLink("br0")!;
        Assert.Equal(("bridge", true, 1400, "02:42:ac:11:00:01"), (bridge.Kind, bridge.IsUp, bridge.Mtu, bridge.MacAddress.ToString()));
        near.Route.Execute(new RouteBatch().CreateVeth(new VethPair
        {
            Name = "veth0", PeerName = "eth0", PeerNamespace = far.Handle, PeerMacAddress = new MacAddress(0x0242ac110002), MasterIndex = bridge.Index, Mtu = 1400, Queues = 1,
        }));
        Assert.Equal(bridge.Index, near.Route.GetLink("veth0")!.MasterIndex);
        LinkInfo eth0 = far.Route.GetLink("eth0")!;
        Assert.Equal(("veth", 1400, "02:42:ac:11:00:02"), (eth0.Kind, eth0.Mtu, eth0.MacAddress.ToString()));
        Assert.Null(near.Route.GetLink("eth0"));
    }

    [Fact]
    public void Links_addresses_and_routes_are_changed_and_listed()
    {
        using NetworkNamespace netns = Fresh();
        RouteSocket route = netns.Route;
        route.Execute(new RouteBatch().CreateVeth(new VethPair { Name = "a", PeerName = "b" }).CreateBridge("br0"));
        int a = route.GetLink("a")!.Index, b = route.GetLink("b")!.Index, bridge = route.GetLink("br0")!.Index;
        route.Execute(new RouteBatch().SetUp(b).SetMtu(a, 1300).AddAddress(a, IPv4Address.Parse("10.1.2.3"), 24).AddAddress(a, IPAddress.Parse("fd00::3"), 64)
            .AddAddress(a, IPv4Address.Parse("10.1.2.3"), 24)
            .AddDefaultRoute(a, IPv4Address.Parse("10.1.2.1")).AddRoute(a, IPAddress.Parse("10.9.0.0"), 16, IPAddress.Parse("10.1.2.9"), 7)
            .SetMaster(b, bridge).SetHairpin(b, on: true));
        Assert.Equal(1300, route.GetLink(a)!.Mtu);
        Assert.Equal(bridge, route.GetLink("b")!.MasterIndex);
        Assert.Contains(route.Addresses(), x => x.LinkIndex == a && x.IPv4Subnet?.ToString() == "10.1.2.0/24");
        Assert.Contains(route.Addresses(), x => x.LinkIndex == a && x.Address.ToString() == "fd00::3");
        Assert.Contains(route.Routes(), x => x is { PrefixLength: 0, IsMain: true, IsIPv6: false, Metric: 0 } && x.Gateway!.ToString() == "10.1.2.1");
        Assert.Contains(route.Routes(), x => x.IPv4Subnet?.ToString() == "10.9.0.0/16" && x.Metric == 7);
        Assert.Equal("1", NetworkNamespace.Run(netns.Handle, () => Testing.Run("bridge", "-d", "link", "show", "dev", "b")).Contains("hairpin on", StringComparison.Ordinal) ? "1" : "0");

        route.Execute(new RouteBatch().DeleteRoute(a, IPAddress.Parse("10.9.0.0"), 16).DeleteAddress(a, IPAddress.Parse("fd00::3"), 64).SetMaster(b, null).SetUp(a, up: false));
        Assert.DoesNotContain(route.Routes(), x => x.IPv4Subnet?.ToString() == "10.9.0.0/16");
        Assert.DoesNotContain(route.Addresses(), x => x.Address.ToString() == "fd00::3");
        Assert.False(route.GetLink("a")!.IsUp);
        route.Execute(new RouteBatch().DeleteLink(a).DeleteLink(a));
        Assert.Null(route.GetLink("b"));
    }

    [Fact]
    public void An_interface_moves_to_another_namespace()
    {
        using NetworkNamespace here = Fresh(), there = Fresh();
        here.Route.Execute(new RouteBatch().CreateVeth(new VethPair { Name = "a", PeerName = "b" }));
        here.Route.Execute(new RouteBatch().MoveTo(here.Route.GetLink("b")!.Index, there.Handle));
        Assert.Null(here.Route.GetLink("b"));
        Assert.NotNull(there.Route.GetLink("b"));
    }

    [Fact]
    public void A_failure_names_step_object_errno_and_the_kernels_words()
    {
        using NetworkNamespace netns = Fresh();
        netns.Route.Execute(new RouteBatch().CreateBridge("br0"));
        NetlinkFailure failure = netns.Route.TryExecute(new RouteBatch().SetUp(1).CreateBridge("br0").SetUp(1))!;
        Assert.Equal((1, Errno.EEXIST, "br0"), (failure.Index, failure.Errno, failure.Subject));
        var thrown = Assert.Throws<KernelException>(() => netns.Route.Execute(new RouteBatch().AddDefaultRoute(1, IPv4Address.Parse("10.0.0.1"))));
        Assert.StartsWith("add default route via 10.0.0.1 (", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("ENETUNREACH", thrown.Message, StringComparison.Ordinal);
        // The socket goes on working.
        Assert.NotNull(netns.Route.GetLink("br0"));
    }

    [Fact]
    public void A_hundred_links_are_listed_whole()
    {
        using NetworkNamespace netns = Fresh();
        var batch = new RouteBatch();
        for (int i = 0; i < 50; i++) batch.CreateVeth(new VethPair { Name = "left" + i, PeerName = "right" + i, Queues = 1 });
        netns.Route.Execute(batch);
        Assert.Equal(100, netns.Route.Links().Count(link => link.Kind == "veth"));
    }
}
