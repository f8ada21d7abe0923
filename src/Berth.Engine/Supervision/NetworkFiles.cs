using Berth.Engine.Contracts;
using Berth.Kernel;
using Berth.Network;

namespace Berth.Engine.Supervision;

/// <summary>A container's hosts and resolv.conf, written at each start: they name its address and the host's resolvers of that moment.</summary>
internal static class NetworkFiles
{
    private const uint Readable = 0x1A4;

    public static void Write(Container container, Endpoint? endpoint)
    {
        HostConfig host = container.HostConfig;
        if (host.NetworkMode.StartsWith("container:", StringComparison.Ordinal))
        {
            return; // shares the other's files
        }

        EngineConfiguration defaults = container.Engine.Config;
        var dns = new DnsSettings
        {
            Servers = NonEmpty(host.Dns) ?? defaults.Dns ?? [],
            Search = NonEmpty(host.DnsSearch) ?? defaults.DnsSearch ?? [],
            Options = NonEmpty(host.DnsOptions) ?? defaults.DnsOpts ?? [],
        };
        bool usesHost = host.NetworkMode == "host";
        System.Net.IPAddress? gateway = System.Net.IPAddress.TryParse(defaults.HostGatewayIp, out System.Net.IPAddress? configured) ? configured
            : usesHost ? System.Net.IPAddress.Loopback
            : endpoint is null ? null : System.Net.IPAddress.Parse(endpoint.Gateway.ToString());
        ExtraHost[] extra = Array.ConvertAll(host.ExtraHosts ?? [], text => ExtraHost.Parse(text, gateway));
        string hosts = usesHost
            ? HostsFile.ForHostNetwork(Files.ReadAllText(null, "/etc/hosts") ?? "", extra)
            : HostsFile.ForContainer(container.Config.Hostname, container.Config.Domainname,
                endpoint is null ? null : System.Net.IPAddress.Parse(endpoint.Address.ToString()), extra);
        ResolvConf resolver = usesHost
            ? ContainerResolver.ForHostNetwork(ContainerResolver.ReadHost(), dns)
            : ContainerResolver.ForContainer(ContainerResolver.ReadHost(), dns);
        Put(container.Directory.HostsFile, hosts);
        Put(container.Directory.ResolvConfFile, resolver.ToString());
    }

    public static NetworkSettings SettingsOf(Endpoint endpoint) => new()
    {
        Bridge = "",
        IPAddress = endpoint.Address.ToString(),
        IPPrefixLen = endpoint.PrefixLength,
        Gateway = endpoint.Gateway.ToString(),
        MacAddress = endpoint.MacAddress.ToString(),
        EndpointID = endpoint.EndpointId,
        Networks = new SortedDictionary<string, EndpointSettings>
        {
            [endpoint.NetworkName] = new EndpointSettings
            {
                NetworkID = endpoint.NetworkId,
                EndpointID = endpoint.EndpointId,
                Gateway = endpoint.Gateway.ToString(),
                IPAddress = endpoint.Address.ToString(),
                IPPrefixLen = endpoint.PrefixLength,
                MacAddress = endpoint.MacAddress.ToString(),
            },
        },
    };

    /// <summary>In place, not by rename: a restarted container's bind mount would go on showing the old file.</summary>
    private static void Put(string path, string content)
    {
        using Fd file = Files.Open(path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Truncate, Readable);
        // Whatever the umask: the container's users have to read it.
        _ = Files.TryChangeMode(file, Readable);
        Files.Write(file, System.Text.Encoding.UTF8.GetBytes(content));
    }

    private static string[]? NonEmpty(string[]? list) => list is { Length: > 0 } ? list : null;
}
