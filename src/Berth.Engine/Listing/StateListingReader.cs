using System.Text.Json;
using Berth.Engine.Contracts;

namespace Berth.Engine;

/// <summary>Reads <c>state.json</c> by hand, for lists: everything but the networks' details, of which only name, id and address are kept.</summary>
internal static class StateListingReader
{
    internal static StateRecord? TryRead(ReadOnlySpan<byte> json)
    {
        try
        {
            var state = new StateRecord();
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) state = ReadField(ref reader, state);
            return reader.TokenType == JsonTokenType.EndObject ? state : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static StateRecord ReadField(ref Utf8JsonReader reader, StateRecord state)
    {
        if (reader.ValueTextEquals("Status"u8))
            return state with { Status = ContainerStatusText.TryParse(Text(ref reader), out ContainerStatus status) ? status : ContainerStatus.Dead };
        if (reader.ValueTextEquals("Pid"u8)) return state with { Pid = Number(ref reader) };
        if (reader.ValueTextEquals("SupervisorPid"u8)) return state with { SupervisorPid = Number(ref reader) };
        if (reader.ValueTextEquals("ExitCode"u8)) return state with { ExitCode = Number(ref reader) };
        if (reader.ValueTextEquals("StartedAt"u8)) return state with { StartedAt = Text(ref reader) };
        if (reader.ValueTextEquals("FinishedAt"u8)) return state with { FinishedAt = Text(ref reader) };
        if (reader.ValueTextEquals("Health"u8)) return state with { Health = ReadHealth(ref reader) };
        if (reader.ValueTextEquals("Network"u8)) return state with { Network = ReadNetwork(ref reader) };
        Skip(ref reader);
        return state;
    }

    private static HealthState ReadHealth(ref Utf8JsonReader reader)
    {
        var health = new HealthState();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("Status"u8)) health = health with { Status = Text(ref reader) };
            else Skip(ref reader);
        }
        return health;
    }

    private static NetworkSettings ReadNetwork(ref Utf8JsonReader reader)
    {
        var network = new NetworkSettings();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("IPAddress"u8)) network = network with { IPAddress = Text(ref reader) };
            else if (reader.ValueTextEquals("Networks"u8))
            {
                reader.Read();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    string name = reader.GetString()!;
                    network.Networks[name] = ReadEndpoint(ref reader);
                }
            }
            else Skip(ref reader);
        }
        return network;
    }

    private static EndpointSettings ReadEndpoint(ref Utf8JsonReader reader)
    {
        var endpoint = new EndpointSettings();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("NetworkID"u8)) endpoint = endpoint with { NetworkID = Text(ref reader) };
            else if (reader.ValueTextEquals("EndpointID"u8)) endpoint = endpoint with { EndpointID = Text(ref reader) };
            else if (reader.ValueTextEquals("Gateway"u8)) endpoint = endpoint with { Gateway = Text(ref reader) };
            else if (reader.ValueTextEquals("IPAddress"u8)) endpoint = endpoint with { IPAddress = Text(ref reader) };
            else if (reader.ValueTextEquals("IPPrefixLen"u8)) endpoint = endpoint with { IPPrefixLen = Number(ref reader) };
            else if (reader.ValueTextEquals("MacAddress"u8)) endpoint = endpoint with { MacAddress = Text(ref reader) };
            else Skip(ref reader);
        }
        return endpoint;
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetString() ?? "";
    }

    private static int Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetInt32();
    }

    private static void Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
