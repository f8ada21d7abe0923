using System.Net;
using System.Text;
using Berth.Engine.Contracts;
using Berth.Kernel;
using Berth.Network;

namespace Berth.Engine;

/// <summary>Writes <c>/etc/hosts</c> and <c>/etc/resolv.conf</c> of a container, which are bind-mounted into it: at each start, when its address is known.</summary>
public static class NetworkFiles
{
    private const uint FileMode = 0x1A4; // 0644

    /// <param name="endpoint">Its place in a bridge network; null for <c>host</c> and <c>none</c>. Containers that share another's network use its files.</param>
    /// <exception cref="Oci.EngineException">InvalidArgument: a bad <c>--dns</c> or <c>--add-host</c>.</exception>
    public static void Write(Container container, Endpoint? endpoint)
    {
        HostConfig host = container.HostConfig;
        EngineConfiguration defaults = container.Engine.Config;
        if (HostConfigValidation.IsContainer(host.NetworkMode)) return;

        IPAddress? address = endpoint is null ? null : IPAddress.Parse(endpoint.Address.ToString());
        IPAddress? gateway = defaults.HostGatewayIp is { Length: > 0 } configured ? IPAddress.Parse(configured)
            : endpoint is not null ? IPAddress.Parse(endpoint.Gateway.ToString())
            : host.NetworkMode == "host" ? IPAddress.Loopback
            : null;
        ExtraHost[] extra = Array.ConvertAll(host.ExtraHosts ?? [], text => ExtraHost.Parse(text, gateway));
        string hosts = host.NetworkMode == "host"
            ? HostsFile.ForHostNetwork(Files.ReadAllText(null, "/etc/hosts", 1 << 20) ?? "", extra)
            : HostsFile.ForContainer(container.Config.Hostname, container.Config.Domainname, address, extra);

        var dns = new DnsSettings
        {
            Servers = NonEmpty(host.Dns) ?? defaults.Dns ?? [],
            Search = NonEmpty(host.DnsSearch) ?? defaults.DnsSearch ?? [],
            Options = NonEmpty(host.DnsOptions) ?? defaults.DnsOpts ?? [],
        };
        ResolvConf resolver = host.NetworkMode == "host"
            ? ContainerResolver.ForHostNetwork(ContainerResolver.ReadHost(), dns)
            : ContainerResolver.ForContainer(ContainerResolver.ReadHost(), dns);

        Write(container.Directory.HostsFile, hosts);
        Write(container.Directory.ResolvConfFile, resolver.ToString());
    }

    // In place: at a restart the file may be what another container, which shares the network, has mounted.
    private static void Write(string path, string content)
    {
        using Fd fd = Files.Open(path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Truncate | OpenFlags.NoFollow, FileMode);
        // Whatever the umask: the container's users have to read it.
        Files.TryChangeMode(fd, FileMode);
        Files.Write(fd, Encoding.UTF8.GetBytes(content));
    }

    private static string[]? NonEmpty(string[]? list) => list is { Length: > 0 } ? list : null;
}
