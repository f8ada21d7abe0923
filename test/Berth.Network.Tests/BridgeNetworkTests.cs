using Berth.Kernel;
using Berth.Kernel.Netlink;
using Berth.Oci;

namespace Berth.Network.Tests;

public sealed class BridgeNetworkTests
{
    [Fact]
    public void An_attached_namespace_has_address_route_MAC_and_the_uplinks_MTU()
    {
        using var bed = new Testbed();
        using Container container = bed.Attach(bed.Open());
        Assert.Equal("172.17.0.2", container.Endpoint.Address.ToString());
        Assert.Equal("172.17.0.1", container.Endpoint.Gateway.ToString());
        Assert.Equal(1400, container.Endpoint.Mtu);
        LinkInfo eth0 = container.Netns.Route.GetLink("eth0")!;
        Assert.True(eth0.IsUp);
        Assert.Equal(1400, eth0.Mtu);
        Assert.Equal("02:42:ac:11:00:02", eth0.MacAddress.ToString());
        Assert.True(container.Netns.Route.GetLink("lo")!.IsUp);
        Assert.Contains(container.Netns.Route.Addresses(), a => a.LinkIndex == eth0.Index && a.Address.ToString() == "172.17.0.2" && a.PrefixLength == 16);
        Assert.DoesNotContain(container.Netns.Route.Addresses(), a => a.LinkIndex == eth0.Index && a.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6);
        Assert.Contains(container.Netns.Route.Routes(), r => r is { PrefixLength: 0, IsMain: true } && r.Gateway?.ToString() == "172.17.0.1");
        Assert.Equal(bed.Host.Route.GetLink("berth0")!.Index, bed.Host.Route.GetLink(container.Endpoint.HostInterfaceName)!.MasterIndex);
    }

    [Fact]
    public void A_container_reaches_the_outside_under_the_hosts_address()
    {
        using var bed = new Testbed();
        using Container container = bed.Attach(bed.Open());
        using var listener = bed.ListenOutside(80);
        Assert.Equal("198.51.100.2", Testbed.Connect(container.Netns, Testbed.Outside, 80));
    }

    [Fact]
    public void Containers_of_one_network_and_the_host_reach_each_other_but_the_outside_reaches_none()
    {
        using var bed = new Testbed();
        BridgeNetwork network = bed.Open();
        using Container one = bed.Attach(network, "one"), two = bed.Attach(network, "two");
        using var listener = Testbed.Listen(two.Netns, 80);
        var address = System.Net.IPAddress.Parse(two.Endpoint.Address.ToString());
        Assert.Equal(one.Endpoint.Address.ToString(), Testbed.Connect(one.Netns, address, 80));
        Assert.Equal("172.17.0.1", Testbed.Connect(bed.Host, address, 80));

        int eth0 = bed.OutsideWorld.Route.GetLink("eth0")!.Index;
        bed.OutsideWorld.Route.Execute(new RouteBatch().AddRoute(eth0, System.Net.IPAddress.Parse("172.17.0.0"), 16, System.Net.IPAddress.Parse("198.51.100.2")));
        Assert.Null(Testbed.Connect(bed.OutsideWorld, address, 80, 500));
    }

    [Fact]
    public void Two_networks_are_isolated_from_each_other()
    {
        using var bed = new Testbed();
        BridgeNetwork first = bed.Open();
        BridgeNetwork second = bed.OnHost(() => BridgeNetwork.Open(Path.Combine(bed.Directory, "second"), new BridgeNetworkOptions { Name = "second", BridgeName = "berth1" }));
        using Container one = bed.Attach(first, "one"), two = bed.Attach(second, "two");
        Assert.Equal("172.18.0.2", two.Endpoint.Address.ToString());
        using var inTwo = Testbed.Listen(two.Netns, 80);
        using var outside = bed.ListenOutside(80);
        Assert.Null(Testbed.Connect(one.Netns, System.Net.IPAddress.Parse("172.18.0.2"), 80, 500));
        Assert.Equal("198.51.100.2", Testbed.Connect(two.Netns, Testbed.Outside, 80));
    }

    [Fact]
    public void A_flushed_ruleset_is_put_back_by_the_next_attach()
    {
        using var bed = new Testbed();
        BridgeNetwork network = bed.Open();
        using Container first = bed.Attach(network, "one");
        string before = bed.RunOnHost("nft", "list", "table", "inet", "berth");
        foreach (string line in new[] { "ip saddr @subnets oifname != @bridges masquerade", "elements = { \"berth0\" }", "elements = { \"berth0\" . \"berth0\" }", "oifname @bridges drop" })
            Assert.True(before.Contains(line, StringComparison.Ordinal), line + " is not in\n" + before);
        foreach (string damage in new[] { "flush ruleset", "flush chain inet berth postrouting", "delete element inet berth bridges { \"berth0\" }", "delete chain inet berth output" })
        {
            Assert.Equal("", bed.Nft(damage));
            using Container next = bed.Attach(network, "two");
            Assert.Equal(before, bed.RunOnHost("nft", "list", "table", "inet", "berth"));
        }
        using var listener = bed.ListenOutside(80);
        Assert.Equal("198.51.100.2", Testbed.Connect(first.Netns, Testbed.Outside, 80));
    }

    [Fact]
    public void Rules_of_an_older_release_are_replaced()
    {
        using var bed = new Testbed();
        BridgeNetwork network = bed.Open();
        Assert.Equal("", bed.Nft("table inet berth { comment \"Berth rules 0\"; chain forward { type filter hook forward priority 0; policy drop; }\n}"));
        using Container container = bed.Attach(network);
        using var listener = bed.ListenOutside(80);
        Assert.Equal("198.51.100.2", Testbed.Connect(container.Netns, Testbed.Outside, 80));
    }

    [Fact]
    public void Eight_first_attaches_at_once_all_succeed_and_set_up_one_network()
    {
        using var bed = new Testbed();
        var containers = new System.Collections.Concurrent.ConcurrentBag<Container>();
        var failures = new System.Collections.Concurrent.ConcurrentBag<Exception>();
        var threads = new List<Thread>();
        for (int i = 0; i < 8; i++)
        {
            string owner = "c" + i;
            threads.Add(new Thread(() =>
            {
                try { for (int round = 0; round < 5; round++) containers.Add(bed.Attach(bed.Open(), $"{owner}.{round}")); }
                catch (Exception e) { failures.Add(e); }
            }));
        }
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Assert.Empty(failures);
        Assert.Equal(40, containers.Select(c => c.Endpoint.Address).Distinct().Count());
        Assert.Single(containers.Select(c => c.Endpoint.NetworkId).Distinct());
        using var listener = bed.ListenOutside(80);
        Assert.All(containers, c => Assert.Equal("198.51.100.2", Testbed.Connect(c.Netns, Testbed.Outside, 80)));
        foreach (Container container in containers) container.Dispose();
    }

    [Fact]
    public void A_set_up_that_was_killed_half_way_is_finished_by_the_next()
    {
        using var bed = new Testbed();
        BridgeNetwork network = bed.Open();
        bed.Attach(network, "one").Dispose();
        // As a kill between making the bridge and giving it its address leaves it.
        bed.Host.Route.Execute(new RouteBatch().DeleteLink(bed.Host.Route.GetLink("berth0")!.Index).CreateBridge("berth0", up: false));
        using Container container = bed.Attach(network, "two");
        using var listener = bed.ListenOutside(80);
        Assert.Equal("198.51.100.2", Testbed.Connect(container.Netns, Testbed.Outside, 80));
    }

    [Fact]
    public void A_table_that_contradicts_ours_is_made_anew()
    {
        using var bed = new Testbed();
        BridgeNetwork network = bed.Open();
        foreach (string content in new[] { "set subnets { type ipv4_addr; flags interval; elements = { 172.17.128.0/17 }\n }", "set bridges { type ipv4_addr; }" })
        {
            Assert.Equal("", bed.Nft("flush ruleset\ntable inet berth { comment \"Berth rules 1\"\n" + content + "\n}"));
            using Container container = bed.Attach(network, "one");
            using var listener = bed.ListenOutside(80);
            Assert.Equal("198.51.100.2", Testbed.Connect(container.Netns, Testbed.Outside, 80));
        }
    }

    [Fact]
    public void A_bad_MAC_address_or_interface_name_is_refused_before_anything_is_made()
    {
        using var bed = new Testbed();
        BridgeNetwork network = bed.Open();
        foreach (AttachRequest bad in new AttachRequest[] { new() { OwnerId = "o", MacAddress = new MacAddress(0x010000000001) }, new() { OwnerId = "o", InterfaceName = "a/b" } })
            Assert.Equal(ErrorKind.InvalidArgument, Assert.Throws<EngineException>(() => bed.OnHost(() => network.CreateAttached(bad, out _))).Kind);
        Assert.Empty(network.Leases());
    }

    [Fact]
    public void A_release_frees_the_address_and_only_the_owners()
    {
        using var bed = new Testbed();
        BridgeNetwork network = bed.Open();
        using Container container = bed.Attach(network, "one");
        network.Release("another", container.Endpoint);
        Assert.Equal(new Lease(container.Endpoint.Address, "one"), Assert.Single(network.Leases()));
        network.Release("one", container.Endpoint);
        network.Release("one", container.Endpoint);
        Assert.Empty(network.Leases());
    }

    [Fact]
    public void The_veth_pair_goes_with_the_namespace()
    {
        using var bed = new Testbed();
        Container container = bed.Attach(bed.Open());
        container.Dispose();
        for (int i = 0; i < 200 && bed.Host.Route.GetLink(container.Endpoint.HostInterfaceName) is not null; i++) Thread.Sleep(10);
        Assert.Null(bed.Host.Route.GetLink(container.Endpoint.HostInterfaceName));
    }

    [Fact]
    public void A_requested_address_is_given_once()
    {
        using var bed = new Testbed();
        BridgeNetwork network = bed.Open();
        IPv4Address wanted = IPv4Address.Parse("172.17.7.7");
        using Container container = bed.Attach(network, "one", wanted);
        Assert.Equal(wanted, container.Endpoint.Address);
        var taken = Assert.Throws<EngineException>(() => bed.Attach(network, "two", wanted));
        Assert.Equal((ErrorKind.Conflict, "address 172.17.7.7 of network bridge is in use by container one"), (taken.Kind, taken.Message));
        foreach (string bad in new[] { "10.0.0.1", "172.17.0.1", "172.17.0.0", "172.17.255.255" })
            Assert.Equal(ErrorKind.InvalidArgument, Assert.Throws<EngineException>(() => bed.Attach(network, "two", IPv4Address.Parse(bad))).Kind);
    }

    [Fact]
    public void A_failed_attach_leaves_neither_lease_nor_interface()
    {
        using var bed = new Testbed();
        BridgeNetwork network = bed.Open();
        using var netns = NetworkNamespace.Create();
        bed.OnHost(() => network.Attach(netns, new AttachRequest { OwnerId = "one" }));
        network.Release("one", network.Leases()[0].Address);
        int links = bed.Host.Route.Links().Count;
        // eth0 is there already, so the second pair cannot be made.
        Assert.Throws<EngineException>(() => bed.OnHost(() => network.Attach(netns, new AttachRequest { OwnerId = "two" })));
        Assert.Empty(network.Leases());
        Assert.Equal(links, bed.Host.Route.Links().Count);
    }

    [Fact]
    public void A_namespace_known_only_by_its_descriptor_can_be_attached()
    {
        using var bed = new Testbed();
        BridgeNetwork network = bed.Open();
        using var netns = NetworkNamespace.Create();
        Endpoint endpoint = bed.OnHost(() => network.Attach(netns.Handle, new AttachRequest { OwnerId = "one", MacAddress = new MacAddress(0x020000000001) }));
        Assert.Equal("02:00:00:00:00:01", netns.Route.GetLink("eth0")!.MacAddress.ToString());
        Assert.Equal("02:00:00:00:00:01", endpoint.MacAddress.ToString());
    }

    [Fact]
    public void A_subnet_that_the_host_uses_is_passed_over()
    {
        using var bed = new Testbed();
        int up0 = bed.Host.Route.GetLink("up0")!.Index;
        bed.Host.Route.Execute(new RouteBatch()
            .AddAddress(up0, IPv4Address.Parse("172.17.5.5"), 24)
            .AddRoute(up0, System.Net.IPAddress.Parse("172.18.0.0"), 15, null));
        Assert.Equal("172.20.0.0/16", bed.Open().Record.Subnet.ToString());
        var refused = Assert.Throws<EngineException>(() => bed.OnHost(() =>
            BridgeNetwork.Open(Path.Combine(bed.Directory, "x"), new BridgeNetworkOptions { Subnet = IPv4Subnet.Parse("172.17.0.0/16") })));
        Assert.Equal(ErrorKind.Conflict, refused.Kind);
    }

    [Fact]
    public void After_a_boot_a_subnet_taken_by_someone_else_is_given_up()
    {
        using var bed = new Testbed();
        BridgeNetwork network = bed.Open();
        bed.Attach(network, "one").Dispose();
        bed.Host.Route.Execute(new RouteBatch().DeleteLink(bed.Host.Route.GetLink("berth0")!.Index).CreateBridge("docker0"));
        bed.Host.Route.Execute(new RouteBatch().AddAddress(bed.Host.Route.GetLink("docker0")!.Index, IPv4Address.Parse("172.17.0.1"), 16));
        using Container container = bed.Attach(bed.Open(), "two");
        Assert.Equal("172.18.0.2", container.Endpoint.Address.ToString());
        Assert.Equal("two", Assert.Single(bed.Open().Leases()).OwnerId);
    }

    [Fact]
    public void An_exhausted_subnet_says_so_and_takes_back_the_leases_of_the_dead()
    {
        using var bed = new Testbed();
        var options = new BridgeNetworkOptions { Subnet = IPv4Subnet.Parse("10.9.8.0/29") };
        BridgeNetwork network = bed.Open(options);
        var containers = new List<Container>();
        for (int i = 0; i < 5; i++) containers.Add(bed.Attach(network, "c" + i));
        var full = Assert.Throws<EngineException>(() => bed.Attach(network, "c5"));
        Assert.Equal((ErrorKind.Exhausted, "network bridge has no free address left in 10.9.8.0/29"), (full.Kind, full.Message));
        BridgeNetwork again = bed.Open(options with { OwnerExists = owner => owner != "c3" });
        containers.Add(bed.Attach(again, "c6"));
        Assert.Equal(containers[3].Endpoint.Address, containers[5].Endpoint.Address);
        containers.ForEach(c => c.Dispose());
    }

    [Fact]
    public void A_bridge_name_that_is_something_else_is_refused()
    {
        using var bed = new Testbed();
        var refused = Assert.Throws<EngineException>(() => bed.Attach(bed.Open(new BridgeNetworkOptions { BridgeName = "up0" })));
        Assert.Equal((ErrorKind.Conflict, "interface up0 of network bridge exists and is no bridge"), (refused.Kind, refused.Message));
    }

    [Fact]
    public void Router_advertisements_and_loopback_routing_are_off_on_the_bridge()
    {
        using var bed = new Testbed();
        using Container container = bed.Attach(bed.Open());
        bed.OnHost(() =>
        {
            Assert.Equal("1", File.ReadAllText("/proc/sys/net/ipv4/ip_forward").Trim());
            Assert.Equal("0", File.ReadAllText("/proc/sys/net/ipv4/conf/berth0/route_localnet").Trim());
            Assert.Equal("0", File.ReadAllText("/proc/sys/net/ipv6/conf/berth0/accept_ra").Trim());
        });
        NetworkNamespace.Run(container.Netns.Handle, () => Assert.Equal("1", File.ReadAllText("/proc/sys/net/ipv6/conf/eth0/disable_ipv6").Trim()));
    }

    [Fact]
    public void Without_privileges_the_error_says_what_is_needed()
    {
        var error = NetworkErrors.Explain(new KernelException("create bridge", "berth0", Errno.EPERM), "attach to network bridge");
        Assert.Equal(ErrorKind.Forbidden, error.Kind);
        Assert.Equal("attach to network bridge: create bridge berth0: EPERM (Operation not permitted)", error.Message);
        Assert.Contains("CAP_NET_ADMIN", error.Hint, StringComparison.Ordinal);
    }
}
