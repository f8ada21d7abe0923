using Berth.Engine.Contracts;

namespace Berth.Engine;

/// <summary>The part of <see cref="RecordWriter"/> for <see cref="ContainerConfig"/>. Empty text is the default and left out.</summary>
internal static class ConfigWriter
{
    internal static void Write(CompactJson json, ContainerConfig config)
    {
        json.BeginObject("Config"u8);
        json.Text("Hostname"u8, Some(config.Hostname));
        json.Text("Domainname"u8, Some(config.Domainname));
        json.Text("User"u8, Some(config.User));
        json.Set("AttachStdin"u8, config.AttachStdin);
        json.Set("AttachStdout"u8, config.AttachStdout);
        json.Set("AttachStderr"u8, config.AttachStderr);
        Set(json, "ExposedPorts"u8, config.ExposedPorts);
        json.Set("Tty"u8, config.Tty);
        json.Set("OpenStdin"u8, config.OpenStdin);
        json.Set("StdinOnce"u8, config.StdinOnce);
        json.Texts("Env"u8, config.Env);
        json.Texts("Cmd"u8, config.Cmd);
        if (config.Healthcheck is { } health) Write(json, health);
        json.Text("Image"u8, Some(config.Image));
        Set(json, "Volumes"u8, config.Volumes);
        json.Text("WorkingDir"u8, Some(config.WorkingDir));
        json.Texts("Entrypoint"u8, config.Entrypoint);
        json.Set("NetworkDisabled"u8, config.NetworkDisabled);
        json.Texts("OnBuild"u8, config.OnBuild);
        json.Map("Labels"u8, config.Labels);
        json.Text("StopSignal"u8, config.StopSignal);
        json.Number("StopTimeout"u8, (long?)config.StopTimeout);
        json.Texts("Shell"u8, config.Shell);
        json.EndObject();
    }

    internal static string? Some(string text) => text.Length == 0 ? null : text;

    private static void Write(CompactJson json, HealthcheckConfig health)
    {
        json.BeginObject("Healthcheck"u8);
        json.Texts("Test"u8, health.Test);
        json.NonZero("Interval"u8, health.Interval);
        json.NonZero("Timeout"u8, health.Timeout);
        json.NonZero("StartPeriod"u8, health.StartPeriod);
        json.NonZero("StartInterval"u8, health.StartInterval);
        json.NonZero("Retries"u8, health.Retries);
        json.EndObject();
    }

    private static void Set(CompactJson json, ReadOnlySpan<byte> name, SortedDictionary<string, EmptyObject>? set)
    {
        if (set is null) return;
        json.BeginObject(name);
        foreach (string key in set.Keys)
        {
            json.Key(key);
            json.BeginObject();
            json.EndObject();
        }
        json.EndObject();
    }
}
