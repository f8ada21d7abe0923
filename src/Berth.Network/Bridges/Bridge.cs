using Berth.Kernel;
using Berth.Kernel.Netlink;
using Berth.Oci;

namespace Berth.Network;

/// <summary>The Linux bridge of a network: made when it is missing, never changed when it is as it should be.</summary>
internal sealed class Bridge(NetworkRecord network)
{
    private const int DefaultMtu = 1500;

    /// <summary>What keeps hosts on the bridge from reconfiguring this one (router advertisements) and from reaching its loopback.</summary>
    private static ReadOnlySpan<string> QuietSettings => new[] { "ipv6/conf/{0}/accept_ra=0", "ipv6/conf/{0}/autoconf=0", "ipv6/conf/{0}/disable_ipv6=1", "ipv4/conf/{0}/route_localnet=0" };

    /// <summary>The bridge if it is there and up, which it is brought as the last step of making it: so a kill half-way is noticed.</summary>
    internal LinkInfo? Find(RouteSocket route) => route.GetLink(network.BridgeName) is { Kind: "bridge", IsUp: true } link ? link : null;

    /// <summary>Makes whatever is missing: the bridge, its address, its settings.</summary>
    /// <remarks>Someone else may do the same at the same time: each step accepts that it is done already.</remarks>
    internal LinkInfo Ensure(RouteSocket route)
    {
        LinkInfo? link = route.GetLink(network.BridgeName);
        if (link is { Kind: not "bridge" })
        {
            throw new EngineException(ErrorKind.Conflict, $"interface {network.BridgeName} of network {network.Name} exists and is no bridge",
                $"rename or remove the interface: ip link delete {network.BridgeName}");
        }
        if (link is null)
        {
            RouteBatch creation = new RouteBatch().CreateBridge(network.BridgeName, MacAddress.From(network.Gateway), network.Mtu ?? UplinkMtu(route), up: false);
            if (route.TryExecute(creation) is { } failure && failure.Errno != Errno.EEXIST) throw failure.ToException();
            link = route.GetLink(network.BridgeName) ?? throw new KernelException("look up interface", network.BridgeName, Errno.ENODEV);
        }
        Quieten();
        route.Execute(new RouteBatch().AddAddress(link.Index, network.Gateway, network.Subnet.PrefixLength).SetUp(link.Index));
        return link;
    }

    /// <summary>The MTU of the interface that the IPv4 default route leaves by; 1500 without one.</summary>
    internal static int UplinkMtu(RouteSocket route) => Uplink(route)?.Mtu ?? DefaultMtu;

    /// <summary>The interface that the IPv4 default route leaves by; null without one.</summary>
    internal static LinkInfo? Uplink(RouteSocket route)
    {
        RouteInfo? best = null;
        foreach (RouteInfo candidate in route.Routes())
        {
            if (candidate is { IsMain: true, IsIPv6: false, PrefixLength: 0, LinkIndex: not null } && (best is null || candidate.Metric < best.Metric)) best = candidate;
        }
        return best is null ? null : route.GetLink(best.LinkIndex!.Value);
    }

    private void Quieten()
    {
        foreach (string setting in QuietSettings)
        {
            int equals = setting.IndexOf('=');
            Sysctl.Set(setting[..equals].Replace("{0}", network.BridgeName), setting[(equals + 1)..]);
        }
    }
}
