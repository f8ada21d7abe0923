using System.Text.Json;
using Berth.Engine.Contracts;
using static Berth.Engine.JsonRead;

namespace Berth.Engine;

/// <summary>
/// Reads the parts of <c>container.json</c> that a list shows, by hand: no serializer is set up and what is not shown is not made into objects, so that a
/// hundred containers cost a few milliseconds.
/// </summary>
internal static class ListingReader
{
    /// <summary>False for a damaged file.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> json, ContainerListing listing)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) ReadField(ref reader, listing);
            return reader.TokenType == JsonTokenType.EndObject;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static void ReadField(ref Utf8JsonReader reader, ContainerListing listing)
    {
        if (reader.ValueTextEquals("Created"u8)) listing.Created = Text(ref reader);
        else if (reader.ValueTextEquals("ImageId"u8)) listing.ImageId = Text(ref reader);
        else if (reader.ValueTextEquals("ImageReference"u8)) listing.ImageReference = Text(ref reader);
        else if (reader.ValueTextEquals("Path"u8)) listing.Path = Text(ref reader);
        else if (reader.ValueTextEquals("Args"u8)) ReadList(ref reader, listing.Args);
        else if (reader.ValueTextEquals("Layers"u8)) ReadList(ref reader, listing.Layers);
        else if (reader.ValueTextEquals("Mounts"u8)) ReadMounts(ref reader, listing.Mounts);
        else if (reader.ValueTextEquals("Config"u8)) ReadConfig(ref reader, listing);
        else if (reader.ValueTextEquals("HostConfig"u8)) ReadHostConfig(ref reader, listing);
        else Skip(ref reader);
    }

    private static void ReadConfig(ref Utf8JsonReader reader, ContainerListing listing)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("Labels"u8)) ReadMap(ref reader, listing.Labels);
            else if (reader.ValueTextEquals("ExposedPorts"u8)) ReadKeys(ref reader, listing.ExposedPorts);
            else if (reader.ValueTextEquals("Healthcheck"u8))
            {
                listing.HasHealthcheck = true;
                Skip(ref reader);
            }
            else Skip(ref reader);
        }
    }

    private static void ReadHostConfig(ref Utf8JsonReader reader, ContainerListing listing)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("NetworkMode"u8)) listing.NetworkMode = Text(ref reader);
            else if (reader.ValueTextEquals("Annotations"u8)) ReadMap(ref reader, listing.Annotations = new(StringComparer.Ordinal));
            else Skip(ref reader);
        }
    }

    internal static List<MountPoint> ReadMounts(ref Utf8JsonReader reader, List<MountPoint> mounts)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var mount = new MountPoint();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("Type"u8)) mount = mount with { Type = Text(ref reader) };
                else if (reader.ValueTextEquals("Name"u8)) mount = mount with { Name = Text(ref reader) };
                else if (reader.ValueTextEquals("Source"u8)) mount = mount with { Source = Text(ref reader) };
                else if (reader.ValueTextEquals("Destination"u8)) mount = mount with { Destination = Text(ref reader) };
                else if (reader.ValueTextEquals("Driver"u8)) mount = mount with { Driver = Text(ref reader) };
                else if (reader.ValueTextEquals("Mode"u8)) mount = mount with { Mode = Text(ref reader) };
                else if (reader.ValueTextEquals("Propagation"u8)) mount = mount with { Propagation = Text(ref reader) };
                else if (reader.ValueTextEquals("RW"u8))
                {
                    reader.Read();
                    mount = mount with { RW = reader.GetBoolean() };
                }
                else Skip(ref reader);
            }
            mounts.Add(mount);
        }
        return mounts;
    }

    private static void ReadList(ref Utf8JsonReader reader, List<string> list)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) list.Add(reader.GetString() ?? "");
    }

    private static void ReadMap(ref Utf8JsonReader reader, SortedDictionary<string, string> map)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            map[key] = Text(ref reader);
        }
    }

    private static void ReadKeys(ref Utf8JsonReader reader, List<string> keys)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            keys.Add(reader.GetString()!);
            Skip(ref reader);
        }
    }
}
