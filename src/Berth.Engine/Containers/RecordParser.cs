using System.Text.Json;
using Berth.Engine.Contracts;
using static Berth.Engine.JsonRead;

namespace Berth.Engine;

/// <summary>Reads <c>container.json</c> by hand, as <see cref="RecordWriter"/> writes it: exec, start and stop need it, and setting the serializer up would cost two milliseconds.</summary>
internal static class RecordParser
{
    /// <summary>Null for a damaged file.</summary>
    internal static ContainerRecord? TryParse(ReadOnlySpan<byte> json)
    {
        try
        {
            var record = new ContainerRecord
            {
                Id = "", Created = "", ImageId = "", ImageReference = "", Path = "", Args = [], Mounts = [], Config = new ContainerConfig(), HostConfig = new HostConfig(), Layers = [],
                Os = "", Architecture = "",
            };
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (Next(ref reader)) record = ReadField(ref reader, record);
            return reader.TokenType == JsonTokenType.EndObject && record.Id.Length > 0 ? record : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static ContainerRecord ReadField(ref Utf8JsonReader reader, ContainerRecord record)
    {
        if (reader.ValueTextEquals("Id"u8)) return record with { Id = Text(ref reader) };
        if (reader.ValueTextEquals("Created"u8)) return record with { Created = Text(ref reader) };
        if (reader.ValueTextEquals("ImageId"u8)) return record with { ImageId = Text(ref reader) };
        if (reader.ValueTextEquals("ImageReference"u8)) return record with { ImageReference = Text(ref reader) };
        if (reader.ValueTextEquals("Path"u8)) return record with { Path = Text(ref reader) };
        if (reader.ValueTextEquals("Args"u8)) return record with { Args = Texts(ref reader) ?? [] };
        if (reader.ValueTextEquals("Mounts"u8)) return record with { Mounts = [.. ListingReader.ReadMounts(ref reader, [])] };
        if (reader.ValueTextEquals("AnonymousVolumes"u8)) return record with { AnonymousVolumes = Texts(ref reader) };
        if (reader.ValueTextEquals("VolumesToFill"u8)) return record with { VolumesToFill = ReadFills(ref reader) };
        if (reader.ValueTextEquals("Config"u8)) return record with { Config = ConfigParser.Read(ref reader) };
        if (reader.ValueTextEquals("HostConfig"u8)) return record with { HostConfig = HostConfigParser.Read(ref reader) };
        if (reader.ValueTextEquals("Layers"u8)) return record with { Layers = Texts(ref reader) ?? [] };
        if (reader.ValueTextEquals("Os"u8)) return record with { Os = Text(ref reader) };
        if (reader.ValueTextEquals("Architecture"u8)) return record with { Architecture = Text(ref reader) };
        if (reader.ValueTextEquals("SeccompProfile"u8)) return record with { SeccompProfile = Text(ref reader) };
        if (reader.ValueTextEquals("AppArmorProfile"u8)) return record with { AppArmorProfile = Text(ref reader) };
        Skip(ref reader);
        return record;
    }

    private static VolumeFill[]? ReadFills(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader)) return null;
        var fills = new List<VolumeFill>();
        while (NextObject(ref reader))
        {
            var fill = new VolumeFill("", "");
            while (Next(ref reader))
            {
                if (reader.ValueTextEquals("Volume"u8)) fill = fill with { Volume = Text(ref reader) };
                else if (reader.ValueTextEquals("Destination"u8)) fill = fill with { Destination = Text(ref reader) };
                else Skip(ref reader);
            }
            fills.Add(fill);
        }
        return [.. fills];
    }
}
