using System.Text.Json;
using Berth.Engine.Contracts;
using static Berth.Engine.JsonRead;

namespace Berth.Engine;

/// <summary>Reads what <see cref="ConfigWriter"/> wrote.</summary>
internal static class ConfigParser
{
    internal static ContainerConfig Read(ref Utf8JsonReader reader)
    {
        var config = new ContainerConfig();
        if (!Enter(ref reader)) return config;
        while (Next(ref reader)) config = ReadField(ref reader, config);
        return config;
    }

    private static ContainerConfig ReadField(ref Utf8JsonReader reader, ContainerConfig config)
    {
        if (reader.ValueTextEquals("Hostname"u8)) return config with { Hostname = Text(ref reader) };
        if (reader.ValueTextEquals("Domainname"u8)) return config with { Domainname = Text(ref reader) };
        if (reader.ValueTextEquals("User"u8)) return config with { User = Text(ref reader) };
        if (reader.ValueTextEquals("AttachStdin"u8)) return config with { AttachStdin = Flag(ref reader) };
        if (reader.ValueTextEquals("AttachStdout"u8)) return config with { AttachStdout = Flag(ref reader) };
        if (reader.ValueTextEquals("AttachStderr"u8)) return config with { AttachStderr = Flag(ref reader) };
        if (reader.ValueTextEquals("Tty"u8)) return config with { Tty = Flag(ref reader) };
        if (reader.ValueTextEquals("OpenStdin"u8)) return config with { OpenStdin = Flag(ref reader) };
        if (reader.ValueTextEquals("StdinOnce"u8)) return config with { StdinOnce = Flag(ref reader) };
        if (reader.ValueTextEquals("Env"u8)) return config with { Env = Texts(ref reader) };
        if (reader.ValueTextEquals("Cmd"u8)) return config with { Cmd = Texts(ref reader) };
        if (reader.ValueTextEquals("Image"u8)) return config with { Image = Text(ref reader) };
        if (reader.ValueTextEquals("WorkingDir"u8)) return config with { WorkingDir = Text(ref reader) };
        if (reader.ValueTextEquals("Entrypoint"u8)) return config with { Entrypoint = Texts(ref reader) };
        if (reader.ValueTextEquals("NetworkDisabled"u8)) return config with { NetworkDisabled = Flag(ref reader) };
        if (reader.ValueTextEquals("OnBuild"u8)) return config with { OnBuild = Texts(ref reader) };
        if (reader.ValueTextEquals("Labels"u8)) return config with { Labels = Map(ref reader) };
        if (reader.ValueTextEquals("StopSignal"u8)) return config with { StopSignal = Text(ref reader) };
        if (reader.ValueTextEquals("StopTimeout"u8)) return config with { StopTimeout = Int(ref reader) };
        if (reader.ValueTextEquals("Shell"u8)) return config with { Shell = Texts(ref reader) };
        if (reader.ValueTextEquals("ExposedPorts"u8)) return config with { ExposedPorts = ReadSet(ref reader) };
        if (reader.ValueTextEquals("Volumes"u8)) return config with { Volumes = ReadSet(ref reader) };
        if (reader.ValueTextEquals("Healthcheck"u8)) return config with { Healthcheck = ReadHealthcheck(ref reader) };
        Skip(ref reader);
        return config;
    }

    private static SortedDictionary<string, EmptyObject>? ReadSet(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader)) return null;
        var set = new SortedDictionary<string, EmptyObject>(StringComparer.Ordinal);
        while (Next(ref reader))
        {
            set[reader.GetString()!] = default;
            Skip(ref reader);
        }
        return set;
    }

    private static HealthcheckConfig? ReadHealthcheck(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader)) return null;
        var health = new HealthcheckConfig();
        while (Next(ref reader))
        {
            if (reader.ValueTextEquals("Test"u8)) health = health with { Test = Texts(ref reader) };
            else if (reader.ValueTextEquals("Interval"u8)) health = health with { Interval = Long(ref reader) };
            else if (reader.ValueTextEquals("Timeout"u8)) health = health with { Timeout = Long(ref reader) };
            else if (reader.ValueTextEquals("StartPeriod"u8)) health = health with { StartPeriod = Long(ref reader) };
            else if (reader.ValueTextEquals("StartInterval"u8)) health = health with { StartInterval = Long(ref reader) };
            else if (reader.ValueTextEquals("Retries"u8)) health = health with { Retries = Int(ref reader) };
            else Skip(ref reader);
        }
        return health;
    }
}
