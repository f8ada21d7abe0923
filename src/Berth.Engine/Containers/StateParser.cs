using System.Text.Json;
using Berth.Engine.Contracts;
using static Berth.Engine.JsonRead;

namespace Berth.Engine;

/// <summary>Reads <c>state.json</c> by hand: every list, exec and stop does, and setting the serializer up would cost each of them two milliseconds.</summary>
internal static class StateParser
{
    /// <summary>Null for a damaged file.</summary>
    internal static StateRecord? TryParse(ReadOnlySpan<byte> json)
    {
        try
        {
            var state = new StateRecord();
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (Next(ref reader)) state = ReadField(ref reader, state);
            return reader.TokenType == JsonTokenType.EndObject ? state : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static StateRecord ReadField(ref Utf8JsonReader reader, StateRecord state)
    {
        if (reader.ValueTextEquals("Status"u8)) return state with { StatusWord = Text(ref reader) };
        if (reader.ValueTextEquals("Pid"u8)) return state with { Pid = Int(ref reader) };
        if (reader.ValueTextEquals("SupervisorPid"u8)) return state with { SupervisorPid = Int(ref reader) };
        if (reader.ValueTextEquals("ExitCode"u8)) return state with { ExitCode = Int(ref reader) };
        if (reader.ValueTextEquals("Error"u8)) return state with { Error = Text(ref reader) };
        if (reader.ValueTextEquals("OomKilled"u8)) return state with { OomKilled = Flag(ref reader) };
        if (reader.ValueTextEquals("StartedAt"u8)) return state with { StartedAt = Text(ref reader) };
        if (reader.ValueTextEquals("FinishedAt"u8)) return state with { FinishedAt = Text(ref reader) };
        if (reader.ValueTextEquals("RestartCount"u8)) return state with { RestartCount = Int(ref reader) };
        if (reader.ValueTextEquals("StoppedByUser"u8)) return state with { StoppedByUser = Flag(ref reader) };
        if (reader.ValueTextEquals("Health"u8)) return state with { Health = ReadHealth(ref reader) };
        if (reader.ValueTextEquals("Network"u8)) return state with { Network = NetworkParser.Read(ref reader) };
        if (reader.ValueTextEquals("ExecIds"u8)) return state with { ExecIds = Texts(ref reader) };
        Skip(ref reader);
        return state;
    }

    private static HealthState? ReadHealth(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader)) return null;
        var health = new HealthState();
        while (Next(ref reader))
        {
            if (reader.ValueTextEquals("Status"u8)) health = health with { Status = Text(ref reader) };
            else if (reader.ValueTextEquals("FailingStreak"u8)) health = health with { FailingStreak = Int(ref reader) };
            else if (reader.ValueTextEquals("Log"u8)) health = health with { Log = ReadLog(ref reader) };
            else Skip(ref reader);
        }
        return health;
    }

    private static HealthLogEntry[]? ReadLog(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader)) return null;
        var entries = new List<HealthLogEntry>();
        while (NextObject(ref reader))
        {
            var entry = new HealthLogEntry();
            while (Next(ref reader))
            {
                if (reader.ValueTextEquals("Start"u8)) entry = entry with { Start = Text(ref reader) };
                else if (reader.ValueTextEquals("End"u8)) entry = entry with { End = Text(ref reader) };
                else if (reader.ValueTextEquals("ExitCode"u8)) entry = entry with { ExitCode = Int(ref reader) };
                else if (reader.ValueTextEquals("Output"u8)) entry = entry with { Output = Text(ref reader) };
                else Skip(ref reader);
            }
            entries.Add(entry);
        }
        return [.. entries];
    }
}
