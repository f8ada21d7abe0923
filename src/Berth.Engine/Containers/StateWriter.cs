using Berth.Engine.Contracts;

namespace Berth.Engine;

/// <summary>Writes <c>state.json</c> by hand, as <see cref="RecordWriter"/> writes the record.</summary>
internal static class StateWriter
{
    internal static byte[] Write(StateRecord state)
    {
        var json = new CompactJson(2048);
        json.BeginObject();
        json.Text("Status"u8, state.StatusWord);
        json.Number("Pid"u8, (long?)state.Pid);
        json.NonZero("SupervisorPid"u8, state.SupervisorPid);
        json.NonZero("ExitCode"u8, state.ExitCode);
        json.Text("Error"u8, state.Error);
        json.Set("OomKilled"u8, state.OomKilled);
        json.Text("StartedAt"u8, state.StartedAt);
        json.Text("FinishedAt"u8, state.FinishedAt);
        json.NonZero("RestartCount"u8, state.RestartCount);
        json.Set("StoppedByUser"u8, state.StoppedByUser);
        if (state.Health is { } health) Write(json, health);
        if (state.Network is { } network) Write(json, network);
        json.Texts("ExecIds"u8, state.ExecIds);
        json.EndObject();
        return json.ToArray();
    }

    private static void Write(CompactJson json, HealthState health)
    {
        json.BeginObject("Health"u8);
        json.Text("Status"u8, health.Status);
        json.NonZero("FailingStreak"u8, health.FailingStreak);
        if (health.Log is not null)
        {
            json.BeginArray("Log"u8);
            foreach (HealthLogEntry entry in health.Log)
            {
                json.BeginObject();
                json.Text("Start"u8, entry.Start);
                json.Text("End"u8, entry.End);
                json.NonZero("ExitCode"u8, entry.ExitCode);
                json.Text("Output"u8, entry.Output);
                json.EndObject();
            }
            json.EndArray();
        }
        json.EndObject();
    }

    private static void Write(CompactJson json, NetworkSettings network)
    {
        json.BeginObject("Network"u8);
        json.Text("Bridge"u8, Some(network.Bridge));
        json.Text("SandboxID"u8, Some(network.SandboxID));
        json.Text("SandboxKey"u8, Some(network.SandboxKey));
        json.BeginObject("Ports"u8);
        foreach ((string port, PortBinding[]? bindings) in network.Ports)
        {
            json.Key(port);
            if (bindings is null)
            {
                json.Null();
                continue;
            }
            json.BeginArray(default);
            foreach (PortBinding binding in bindings)
            {
                json.BeginObject();
                json.Text("HostIp"u8, binding.HostIp);
                json.Text("HostPort"u8, binding.HostPort);
                json.EndObject();
            }
            json.EndArray();
        }
        json.EndObject();
        json.Set("HairpinMode"u8, network.HairpinMode);
        json.Text("LinkLocalIPv6Address"u8, Some(network.LinkLocalIPv6Address));
        json.NonZero("LinkLocalIPv6PrefixLen"u8, network.LinkLocalIPv6PrefixLen);
        json.Text("EndpointID"u8, Some(network.EndpointID));
        json.Text("Gateway"u8, Some(network.Gateway));
        json.Text("GlobalIPv6Address"u8, Some(network.GlobalIPv6Address));
        json.NonZero("GlobalIPv6PrefixLen"u8, network.GlobalIPv6PrefixLen);
        json.Text("IPAddress"u8, Some(network.IPAddress));
        json.NonZero("IPPrefixLen"u8, network.IPPrefixLen);
        json.Text("IPv6Gateway"u8, Some(network.IPv6Gateway));
        json.Text("MacAddress"u8, Some(network.MacAddress));
        json.BeginObject("Networks"u8);
        foreach ((string name, EndpointSettings endpoint) in network.Networks)
        {
            json.Key(name);
            Write(json, endpoint);
        }
        json.EndObject();
        json.EndObject();
    }

    private static void Write(CompactJson json, EndpointSettings endpoint)
    {
        json.BeginObject();
        json.Texts("Links"u8, endpoint.Links);
        json.Texts("Aliases"u8, endpoint.Aliases);
        json.Text("MacAddress"u8, Some(endpoint.MacAddress));
        json.Map("DriverOpts"u8, endpoint.DriverOpts);
        json.NonZero("GwPriority"u8, endpoint.GwPriority);
        json.Text("NetworkID"u8, Some(endpoint.NetworkID));
        json.Text("EndpointID"u8, Some(endpoint.EndpointID));
        json.Text("Gateway"u8, Some(endpoint.Gateway));
        json.Text("IPAddress"u8, Some(endpoint.IPAddress));
        json.NonZero("IPPrefixLen"u8, endpoint.IPPrefixLen);
        json.Text("IPv6Gateway"u8, Some(endpoint.IPv6Gateway));
        json.Text("GlobalIPv6Address"u8, Some(endpoint.GlobalIPv6Address));
        json.NonZero("GlobalIPv6PrefixLen"u8, endpoint.GlobalIPv6PrefixLen);
        json.Texts("DNSNames"u8, endpoint.DNSNames);
        json.EndObject();
    }

    private static string? Some(string text) => ConfigWriter.Some(text);
}
