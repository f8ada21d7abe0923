using Berth.Engine.Contracts;
using Berth.Network;

namespace Berth.Engine;

/// <summary>A running container's network as <c>inspect</c> shows it, for <see cref="StateRecord.Network"/>.</summary>
public static class NetworkDescription
{
    /// <param name="container">Whose it is.</param>
    /// <param name="endpoint">Its place in a bridge network; null for <c>host</c>, <c>none</c> and shared namespaces.</param>
    /// <param name="sandboxKey">A path of the network namespace, <c>/proc/PID/ns/net</c>.</param>
    public static NetworkSettings Of(Container container, Endpoint? endpoint, string sandboxKey)
    {
        var ports = new SortedDictionary<string, PortBinding[]?>(StringComparer.Ordinal);
        foreach (string port in (IEnumerable<string>?)container.Config.ExposedPorts?.Keys ?? []) ports[port] = null;
        var settings = new NetworkSettings { SandboxID = container.Id.Value, SandboxKey = sandboxKey };
        if (endpoint is null)
        {
            string mode = container.HostConfig.NetworkMode;
            if (HostConfigValidation.IsContainer(mode)) return settings;
            return settings with { Networks = new(StringComparer.Ordinal) { [mode] = new EndpointSettings() } };
        }
        string address = endpoint.Address.ToString(), gateway = endpoint.Gateway.ToString(), mac = endpoint.MacAddress.ToString();
        return settings with
        {
            Ports = ports,
            EndpointID = endpoint.EndpointId,
            Gateway = gateway,
            IPAddress = address,
            IPPrefixLen = endpoint.PrefixLength,
            MacAddress = mac,
            Networks = new(StringComparer.Ordinal)
            {
                [endpoint.NetworkName] = new EndpointSettings
                {
                    MacAddress = mac, NetworkID = endpoint.NetworkId, EndpointID = endpoint.EndpointId, Gateway = gateway, IPAddress = address,
                    IPPrefixLen = endpoint.PrefixLength,
                },
            },
        };
    }
}
