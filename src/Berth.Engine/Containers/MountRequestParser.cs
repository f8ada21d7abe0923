using System.Text.Json;
using Berth.Engine.Contracts;
using static Berth.Engine.JsonRead;

namespace Berth.Engine;

/// <summary>The mounts of <see cref="HostConfigParser"/>.</summary>
internal static class MountRequestParser
{
    internal static MountRequest[]? Read(ref Utf8JsonReader reader) => ReadMounts(ref reader);

    private static MountRequest[]? ReadMounts(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader)) return null;
        var items = new List<MountRequest>();
        while (NextObject(ref reader))
        {
            var item = new MountRequest();
            while (Next(ref reader))
            {
                if (reader.ValueTextEquals("Type"u8)) item = item with { Type = Text(ref reader) };
                else if (reader.ValueTextEquals("Source"u8)) item = item with { Source = Text(ref reader) };
                else if (reader.ValueTextEquals("Target"u8)) item = item with { Target = Text(ref reader) };
                else if (reader.ValueTextEquals("ReadOnly"u8)) item = item with { ReadOnly = Flag(ref reader) };
                else if (reader.ValueTextEquals("Consistency"u8)) item = item with { Consistency = Text(ref reader) };
                else if (reader.ValueTextEquals("BindOptions"u8)) item = item with { BindOptions = ReadBind(ref reader) };
                else if (reader.ValueTextEquals("VolumeOptions"u8)) item = item with { VolumeOptions = ReadVolume(ref reader) };
                else if (reader.ValueTextEquals("TmpfsOptions"u8)) item = item with { TmpfsOptions = ReadTmpfs(ref reader) };
                else Skip(ref reader);
            }
            items.Add(item);
        }
        return [.. items];
    }

    private static BindOptions? ReadBind(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader)) return null;
        var item = new BindOptions();
        while (Next(ref reader))
        {
            if (reader.ValueTextEquals("Propagation"u8)) item = item with { Propagation = Text(ref reader) };
            else if (reader.ValueTextEquals("NonRecursive"u8)) item = item with { NonRecursive = Flag(ref reader) };
            else if (reader.ValueTextEquals("CreateMountpoint"u8)) item = item with { CreateMountpoint = Flag(ref reader) };
            else if (reader.ValueTextEquals("ReadOnlyNonRecursive"u8)) item = item with { ReadOnlyNonRecursive = Flag(ref reader) };
            else if (reader.ValueTextEquals("ReadOnlyForceRecursive"u8)) item = item with { ReadOnlyForceRecursive = Flag(ref reader) };
            else Skip(ref reader);
        }
        return item;
    }

    private static VolumeOptions? ReadVolume(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader)) return null;
        var item = new VolumeOptions();
        while (Next(ref reader))
        {
            if (reader.ValueTextEquals("NoCopy"u8)) item = item with { NoCopy = Flag(ref reader) };
            else if (reader.ValueTextEquals("Labels"u8)) item = item with { Labels = Map(ref reader) };
            else if (reader.ValueTextEquals("Subpath"u8)) item = item with { Subpath = Text(ref reader) };
            else if (reader.ValueTextEquals("DriverConfig"u8)) item = item with { DriverConfig = ReadDriver(ref reader) };
            else Skip(ref reader);
        }
        return item;
    }

    private static VolumeDriverConfig? ReadDriver(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader)) return null;
        var item = new VolumeDriverConfig();
        while (Next(ref reader))
        {
            if (reader.ValueTextEquals("Name"u8)) item = item with { Name = Text(ref reader) };
            else if (reader.ValueTextEquals("Options"u8)) item = item with { Options = Map(ref reader) };
            else Skip(ref reader);
        }
        return item;
    }

    private static TmpfsOptions? ReadTmpfs(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader)) return null;
        var item = new TmpfsOptions();
        while (Next(ref reader))
        {
            if (reader.ValueTextEquals("SizeBytes"u8)) item = item with { SizeBytes = Long(ref reader) };
            else if (reader.ValueTextEquals("Mode"u8)) item = item with { Mode = (uint)Long(ref reader) };
            else if (reader.ValueTextEquals("Options"u8)) item = item with { Options = ReadOptions(ref reader) };
            else Skip(ref reader);
        }
        return item;
    }

    private static string[][]? ReadOptions(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader)) return null;
        var options = new List<string[]>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            var words = new List<string>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) words.Add(reader.GetString() ?? "");
            options.Add([.. words]);
        }
        return [.. options];
    }
}
