using System.Net;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Network;

/// <summary>Makes a container's resolv.conf from the host's, by Docker's rules.</summary>
public static class ContainerResolver
{
    private const string HostPath = "/etc/resolv.conf";

    // Where systemd-resolved keeps the servers that its stub at 127.0.0.53 forwards to.
    private const string ResolvedPath = "/run/systemd/resolve/resolv.conf";
    private const string ResolvedStub = "127.0.0.53";
    private const int SizeLimit = 1 << 20;

    // What Docker falls back to when nothing reachable from a container is left.
    private static ReadOnlySpan<string> PublicServers => new[] { "8.8.8.8", "8.8.4.4" };

    /// <summary>The host's resolver settings: those behind systemd-resolved's stub where the stub is all there is.</summary>
    public static ResolvConf ReadHost()
    {
        ResolvConf host = ResolvConf.Parse(Files.ReadAllText(null, HostPath, SizeLimit) ?? "");
        if (host.Nameservers is not [ResolvedStub]) return host;
        string? behind = Files.ReadAllText(null, ResolvedPath, SizeLimit);
        return behind is null ? host : ResolvConf.Parse(behind);
    }

    /// <summary>
    /// For a container with a network namespace of its own: the host's settings with the user's in their place, without nameservers at
    /// loopback addresses (which are the container's own there) and, unless it has IPv6, without IPv6 ones.
    /// </summary>
    /// <exception cref="EngineException">InvalidArgument: a server is not an address.</exception>
    public static ResolvConf ForContainer(ResolvConf host, DnsSettings settings, bool ipv6 = false)
    {
        ResolvConf merged = Merge(host, settings);
        if (settings.Servers.Count > 0) return merged;
        var reachable = new List<string>();
        foreach (string server in merged.Nameservers)
        {
            if (!AddressText.TryParse(server, out IPAddress? address) || IPAddress.IsLoopback(address)) continue;
            bool isIPv6 = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
            if (!isIPv6 || ipv6) reachable.Add(server);
        }
        if (reachable.Count == 0) reachable.AddRange(PublicServers);
        return merged with { Nameservers = reachable };
    }

    /// <summary>For a container in the host's network namespace: everything of the host's that the user did not replace.</summary>
    /// <exception cref="EngineException">InvalidArgument: a server is not an address.</exception>
    public static ResolvConf ForHostNetwork(ResolvConf host, DnsSettings settings) => Merge(host, settings);

    private static ResolvConf Merge(ResolvConf host, DnsSettings settings)
    {
        foreach (string server in settings.Servers)
        {
            if (!AddressText.TryParse(server, out _))
                throw new EngineException(ErrorKind.InvalidArgument, $"DNS server {server} is not an IP address");
        }
        return new ResolvConf
        {
            Nameservers = settings.Servers.Count > 0 ? settings.Servers : host.Nameservers,
            Search = settings.Search is ["."] ? [] : settings.Search.Count > 0 ? settings.Search : host.Search,
            Options = settings.Options.Count > 0 ? settings.Options : host.Options,
        };
    }
}
