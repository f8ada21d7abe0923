using System.Text.Json;
using Berth.Engine.Contracts;
using static Berth.Engine.JsonRead;

namespace Berth.Engine;

/// <summary>The lists and objects of <see cref="HostConfigParser"/>.</summary>
internal static class HostListsParser
{
    /// <summary>Null when the member is none of these.</summary>
    internal static HostConfig? ReadField(ref Utf8JsonReader reader, HostConfig host)
    {
        if (reader.ValueTextEquals("LogConfig"u8)) return host with { LogConfig = ReadLogConfig(ref reader)! };
        if (reader.ValueTextEquals("PortBindings"u8)) return host with { PortBindings = NetworkParser.ReadPorts(ref reader) };
        if (reader.ValueTextEquals("RestartPolicy"u8)) return host with { RestartPolicy = ReadRestartPolicy(ref reader)! };
        if (reader.ValueTextEquals("ConsoleSize"u8)) return host with { ConsoleSize = ReadNumbers(ref reader)! };
        if (reader.ValueTextEquals("BlkioWeightDevice"u8)) return host with { BlkioWeightDevice = ReadWeights(ref reader) };
        if (reader.ValueTextEquals("BlkioDeviceReadBps"u8)) return host with { BlkioDeviceReadBps = ReadThrottles(ref reader) };
        if (reader.ValueTextEquals("BlkioDeviceWriteBps"u8)) return host with { BlkioDeviceWriteBps = ReadThrottles(ref reader) };
        if (reader.ValueTextEquals("BlkioDeviceReadIOps"u8)) return host with { BlkioDeviceReadIOps = ReadThrottles(ref reader) };
        if (reader.ValueTextEquals("BlkioDeviceWriteIOps"u8)) return host with { BlkioDeviceWriteIOps = ReadThrottles(ref reader) };
        if (reader.ValueTextEquals("Devices"u8)) return host with { Devices = ReadDevices(ref reader) };
        if (reader.ValueTextEquals("DeviceRequests"u8))
        {
            Skip(ref reader);
            return host with { DeviceRequests = [] };
        }
        if (reader.ValueTextEquals("Ulimits"u8)) return host with { Ulimits = ReadUlimits(ref reader) };
        return reader.ValueTextEquals("Mounts"u8) ? host with { Mounts = MountRequestParser.Read(ref reader) } : null;
    }

    private static int[]? ReadNumbers(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader)) return null;
        var numbers = new List<int>(2);
        while (reader.Read() && reader.TokenType == JsonTokenType.Number) numbers.Add(reader.GetInt32());
        return [.. numbers];
    }

    private static LogConfig? ReadLogConfig(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader)) return null;
        var item = new LogConfig();
        while (Next(ref reader))
        {
            if (reader.ValueTextEquals("Type"u8)) item = item with { Type = Text(ref reader) };
            else if (reader.ValueTextEquals("Config"u8)) item = item with { Config = Map(ref reader) ?? [] };
            else Skip(ref reader);
        }
        return item;
    }

    private static RestartPolicy? ReadRestartPolicy(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader)) return null;
        var item = new RestartPolicy();
        while (Next(ref reader))
        {
            if (reader.ValueTextEquals("Name"u8)) item = item with { Name = Text(ref reader) };
            else if (reader.ValueTextEquals("MaximumRetryCount"u8)) item = item with { MaximumRetryCount = Int(ref reader) };
            else Skip(ref reader);
        }
        return item;
    }

    private static WeightDevice[]? ReadWeights(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader)) return null;
        var items = new List<WeightDevice>();
        while (NextObject(ref reader))
        {
            var item = new WeightDevice();
            while (Next(ref reader))
            {
                if (reader.ValueTextEquals("Path"u8)) item = item with { Path = Text(ref reader) };
                else if (reader.ValueTextEquals("Weight"u8)) item = item with { Weight = Int(ref reader) };
                else Skip(ref reader);
            }
            items.Add(item);
        }
        return [.. items];
    }

    private static ThrottleDevice[]? ReadThrottles(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader)) return null;
        var items = new List<ThrottleDevice>();
        while (NextObject(ref reader))
        {
            var item = new ThrottleDevice();
            while (Next(ref reader))
            {
                if (reader.ValueTextEquals("Path"u8)) item = item with { Path = Text(ref reader) };
                else if (reader.ValueTextEquals("Rate"u8)) item = item with { Rate = Unsigned(ref reader) };
                else Skip(ref reader);
            }
            items.Add(item);
        }
        return [.. items];
    }

    private static DeviceMapping[]? ReadDevices(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader)) return null;
        var items = new List<DeviceMapping>();
        while (NextObject(ref reader))
        {
            var item = new DeviceMapping();
            while (Next(ref reader))
            {
                if (reader.ValueTextEquals("PathOnHost"u8)) item = item with { PathOnHost = Text(ref reader) };
                else if (reader.ValueTextEquals("PathInContainer"u8)) item = item with { PathInContainer = Text(ref reader) };
                else if (reader.ValueTextEquals("CgroupPermissions"u8)) item = item with { CgroupPermissions = Text(ref reader) };
                else Skip(ref reader);
            }
            items.Add(item);
        }
        return [.. items];
    }

    private static Ulimit[]? ReadUlimits(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader)) return null;
        var items = new List<Ulimit>();
        while (NextObject(ref reader))
        {
            var item = new Ulimit();
            while (Next(ref reader))
            {
                if (reader.ValueTextEquals("Name"u8)) item = item with { Name = Text(ref reader) };
                else if (reader.ValueTextEquals("Hard"u8)) item = item with { Hard = Long(ref reader) };
                else if (reader.ValueTextEquals("Soft"u8)) item = item with { Soft = Long(ref reader) };
                else Skip(ref reader);
            }
            items.Add(item);
        }
        return [.. items];
    }

    private static ulong Unsigned(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetUInt64();
    }
}
