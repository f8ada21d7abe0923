using System.Text.Json;
using Berth.Engine.Contracts;
using static Berth.Engine.JsonRead;

namespace Berth.Engine;

/// <summary>The part of <see cref="StateParser"/> for a running container's network; and port maps.</summary>
internal static class NetworkParser
{
    internal static NetworkSettings? Read(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader)) return null;
        var network = new NetworkSettings();
        while (Next(ref reader))
        {
            if (reader.ValueTextEquals("Bridge"u8)) network = network with { Bridge = Text(ref reader) };
            else if (reader.ValueTextEquals("SandboxID"u8)) network = network with { SandboxID = Text(ref reader) };
            else if (reader.ValueTextEquals("SandboxKey"u8)) network = network with { SandboxKey = Text(ref reader) };
            else if (reader.ValueTextEquals("Ports"u8)) network = network with { Ports = ReadPorts(ref reader) ?? [] };
            else if (reader.ValueTextEquals("HairpinMode"u8)) network = network with { HairpinMode = Flag(ref reader) };
            else if (reader.ValueTextEquals("LinkLocalIPv6Address"u8)) network = network with { LinkLocalIPv6Address = Text(ref reader) };
            else if (reader.ValueTextEquals("LinkLocalIPv6PrefixLen"u8)) network = network with { LinkLocalIPv6PrefixLen = Int(ref reader) };
            else if (reader.ValueTextEquals("EndpointID"u8)) network = network with { EndpointID = Text(ref reader) };
            else if (reader.ValueTextEquals("Gateway"u8)) network = network with { Gateway = Text(ref reader) };
            else if (reader.ValueTextEquals("GlobalIPv6Address"u8)) network = network with { GlobalIPv6Address = Text(ref reader) };
            else if (reader.ValueTextEquals("GlobalIPv6PrefixLen"u8)) network = network with { GlobalIPv6PrefixLen = Int(ref reader) };
            else if (reader.ValueTextEquals("IPAddress"u8)) network = network with { IPAddress = Text(ref reader) };
            else if (reader.ValueTextEquals("IPPrefixLen"u8)) network = network with { IPPrefixLen = Int(ref reader) };
            else if (reader.ValueTextEquals("IPv6Gateway"u8)) network = network with { IPv6Gateway = Text(ref reader) };
            else if (reader.ValueTextEquals("MacAddress"u8)) network = network with { MacAddress = Text(ref reader) };
            else if (reader.ValueTextEquals("Networks"u8)) ReadEndpoints(ref reader, network.Networks);
            else Skip(ref reader);
        }
        return network;
    }

    internal static SortedDictionary<string, PortBinding[]?>? ReadPorts(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader)) return null;
        var ports = new SortedDictionary<string, PortBinding[]?>(StringComparer.Ordinal);
        while (Next(ref reader))
        {
            string port = reader.GetString()!;
            ports[port] = ReadBindings(ref reader);
        }
        return ports;
    }

    private static PortBinding[]? ReadBindings(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader)) return null;
        var bindings = new List<PortBinding>();
        while (NextObject(ref reader))
        {
            var binding = new PortBinding();
            while (Next(ref reader))
            {
                if (reader.ValueTextEquals("HostIp"u8)) binding = binding with { HostIp = Text(ref reader) };
                else if (reader.ValueTextEquals("HostPort"u8)) binding = binding with { HostPort = Text(ref reader) };
                else Skip(ref reader);
            }
            bindings.Add(binding);
        }
        return [.. bindings];
    }

    private static void ReadEndpoints(ref Utf8JsonReader reader, SortedDictionary<string, EndpointSettings> networks)
    {
        if (!Enter(ref reader)) return;
        while (Next(ref reader))
        {
            string name = reader.GetString()!;
            if (Enter(ref reader)) networks[name] = ReadEndpoint(ref reader);
        }
    }

    private static EndpointSettings ReadEndpoint(ref Utf8JsonReader reader)
    {
        var endpoint = new EndpointSettings();
        while (Next(ref reader))
        {
            if (reader.ValueTextEquals("Links"u8)) endpoint = endpoint with { Links = Texts(ref reader) };
            else if (reader.ValueTextEquals("Aliases"u8)) endpoint = endpoint with { Aliases = Texts(ref reader) };
            else if (reader.ValueTextEquals("MacAddress"u8)) endpoint = endpoint with { MacAddress = Text(ref reader) };
            else if (reader.ValueTextEquals("DriverOpts"u8)) endpoint = endpoint with { DriverOpts = Map(ref reader) };
            else if (reader.ValueTextEquals("GwPriority"u8)) endpoint = endpoint with { GwPriority = Int(ref reader) };
            else if (reader.ValueTextEquals("NetworkID"u8)) endpoint = endpoint with { NetworkID = Text(ref reader) };
            else if (reader.ValueTextEquals("EndpointID"u8)) endpoint = endpoint with { EndpointID = Text(ref reader) };
            else if (reader.ValueTextEquals("Gateway"u8)) endpoint = endpoint with { Gateway = Text(ref reader) };
            else if (reader.ValueTextEquals("IPAddress"u8)) endpoint = endpoint with { IPAddress = Text(ref reader) };
            else if (reader.ValueTextEquals("IPPrefixLen"u8)) endpoint = endpoint with { IPPrefixLen = Int(ref reader) };
            else if (reader.ValueTextEquals("IPv6Gateway"u8)) endpoint = endpoint with { IPv6Gateway = Text(ref reader) };
            else if (reader.ValueTextEquals("GlobalIPv6Address"u8)) endpoint = endpoint with { GlobalIPv6Address = Text(ref reader) };
            else if (reader.ValueTextEquals("GlobalIPv6PrefixLen"u8)) endpoint = endpoint with { GlobalIPv6PrefixLen = Int(ref reader) };
            else if (reader.ValueTextEquals("DNSNames"u8)) endpoint = endpoint with { DNSNames = Texts(ref reader) };
            else Skip(ref reader);
        }
        return endpoint;
    }
}
