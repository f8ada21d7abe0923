using System.Net;
using Berth.Kernel;
using Berth.Kernel.Netlink;
using Berth.Oci;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Tests;

/// <summary>Interfaces that a container gets. The "host" is a network namespace made for the test.</summary>
public sealed class NetDeviceEffectTests(BusyboxRoot root) : IClassFixture<BusyboxRoot>
{
    private static NetworkNamespace HostWith(string name)
    {
        var host = NetworkNamespace.Create();
        host.Route.Execute(new RouteBatch().CreateVeth(new VethPair { Name = name, PeerName = "peer0", Mtu = 1400 }));
        LinkInfo link = host.Route.GetLink(name)!, peer = host.Route.GetLink("peer0")!;
        host.Route.Execute(new RouteBatch().SetUp(peer.Index).AddAddress(link.Index, IPAddress.Parse("192.0.2.7"), 24).AddAddress(link.Index, IPAddress.Parse("2001:db8::7"), 64));
        return host;
    }

    private string Run(NetworkNamespace host, string script, IReadOnlyDictionary<string, NetDevice> devices)
    {
        Spec spec = PlannedContainer.SpecFor("sh", "-c", script);
        return NetworkNamespace.Run(host.Handle, () => PlannedContainer.Run(spec with { Linux = spec.Linux! with { NetDevices = devices } }, root.Path).Output);
    }

    [Fact]
    public void An_interface_keeps_its_addresses_and_MTU_under_another_name_and_is_up()
    {
        using NetworkNamespace host = HostWith("give0");
        string output = Run(host, "ip addr show dev net0; ip addr show dev lo", new Dictionary<string, NetDevice> { ["give0"] = new() { Name = "net0" } });
        Assert.Matches("net0.*,UP.* mtu 1400 ", output);
        Assert.Contains("inet 192.0.2.7/24", output, StringComparison.Ordinal);
        Assert.Contains("inet6 2001:db8::7/64", output, StringComparison.Ordinal);
        Assert.Contains("LOOPBACK,UP", output, StringComparison.Ordinal);
        Assert.Null(host.Route.GetLink("give0"));
    }

    [Fact]
    public void A_container_that_is_not_made_gives_its_interfaces_back()
    {
        using NetworkNamespace host = HostWith("give0");
        Spec spec = PlannedContainer.SpecFor("/no/such/program");
        spec = spec with { Linux = spec.Linux! with { NetDevices = new Dictionary<string, NetDevice> { ["give0"] = new() { Name = "net0" } } } };
        NetworkNamespace.Run(host.Handle, () => Assert.Throws<InvalidOperationException>(() => PlannedContainer.Run(spec, root.Path)));
        LinkInfo link = host.Route.GetLink("give0")!;
        Assert.True(link.IsUp);
        Assert.Equal(["192.0.2.7", "2001:db8::7"], host.Route.Addresses().Where(a => a.LinkIndex == link.Index && a.IsGlobalAndPermanent).Select(a => a.Address.ToString()).Order());
    }

    [Theory]
    [InlineData("none0", null, "config.json: linux.netDevices: the host has no interface none0")]
    [InlineData("lo", "net0", "config.json: linux.netDevices: lo is the loopback interface, which cannot be moved")]
    [InlineData("give0", "lo", "config.json: linux.netDevices: give0: move interface")]
    [InlineData("give0", "a%s", "config.json: linux.netDevices: give0: move interface")]
    public void What_cannot_be_moved_is_named(string name, string? inside, string reason)
    {
        using NetworkNamespace host = HostWith("give0");
        var error = Assert.Throws<EngineException>(() => Run(host, "true", new Dictionary<string, NetDevice> { [name] = new() { Name = inside } }));
        Assert.StartsWith(reason, error.Message, StringComparison.Ordinal);
        LinkInfo link = host.Route.GetLink("give0")!;
        Assert.Equal(2, host.Route.Addresses().Count(a => a.LinkIndex == link.Index && a.IsGlobalAndPermanent));
    }

    [Fact]
    public void A_pattern_lets_the_kernel_count()
    {
        using NetworkNamespace host = HostWith("give0");
        Assert.Equal("", Run(host, "ip addr show dev eth0 >/dev/null", new Dictionary<string, NetDevice> { ["give0"] = new() { Name = "eth%d" } }));
    }
}
