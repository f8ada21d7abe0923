using System.Text;
using System.Text.Json;
using Berth.Cli.Output;
using Berth.Cli.Templates;
using Berth.Cli.Templates.Values;
using Berth.Engine.Contracts;

namespace Berth.Cli.Information;

/// <summary>What <c>info</c> prints: docker's layout, or a template over the API's object.</summary>
internal static class InfoReport
{
    /// <summary>What <paramref name="format"/> makes of the JSON of <c>GET /info</c>, to which the client's part has been added.</summary>
    /// <exception cref="TemplateException">Malformed, or it does not fit.</exception>
    public static string Render(byte[] json, string format)
    {
        GoTemplate template = GoTemplate.Parse(format == "json" ? "{{json .}}" : format);
        using JsonDocument document = JsonDocument.Parse(json);
        return template.Execute(ApiTypes.Read("system.dockerInfo", document.RootElement)) + "\n";
    }

    /// <summary>The report for people.</summary>
    public static string Plain(EngineInfo info, string version, bool debug)
    {
        var text = new StringBuilder();
        Line($"Client:\n Version:    {version}\n Context:    default\n Debug Mode: {Bool(debug)}\n\nServer:");
        Line($" Containers: {info.Containers}\n  Running: {info.ContainersRunning}\n  Paused: {info.ContainersPaused}\n  Stopped: {info.ContainersStopped}");
        Line($" Images: {info.Images}\n Server Version: {info.ServerVersion}\n Storage Driver: {info.Driver}");
        foreach (string[] pair in info.DriverStatus)
        {
            Line($"  {pair[0]}: {pair[1]}");
        }

        Optional("Logging Driver", info.LoggingDriver);
        Optional("Cgroup Driver", info.CgroupDriver);
        Optional("Cgroup Version", info.CgroupVersion);
        Line($" Plugins:\n  Volume: {string.Join(' ', info.Plugins.Volume)}\n  Network: {string.Join(' ', info.Plugins.Network)}");
        Line($"  Log: {string.Join(' ', info.Plugins.Log)}\n Swarm: inactive");
        Line($" Runtimes: {string.Join(' ', info.Runtimes.Keys)}\n Default Runtime: {info.DefaultRuntime}\n Init Binary: {info.InitBinary}");
        AppendSecurity(text, info.SecurityOptions);
        Optional("Kernel Version", info.KernelVersion);
        Optional("Operating System", info.OperatingSystem);
        Optional("OSType", info.OSType);
        Optional("Architecture", info.Architecture);
        Line($" CPUs: {info.NCPU}\n Total Memory: {HumanSize.Binary(info.MemTotal)}");
        Optional("Name", info.Name);
        Optional("ID", info.ID);
        Line($" Docker Root Dir: {info.DockerRootDir}\n Debug Mode: {Bool(info.Debug)}");
        Optional("HTTP Proxy", info.HttpProxy);
        Optional("HTTPS Proxy", info.HttpsProxy);
        Optional("No Proxy", info.NoProxy);
        foreach (string label in info.Labels)
        {
            Line((ReferenceEquals(label, info.Labels[0]) ? " Labels:\n" : "") + $"  {label}");
        }

        Line($" Experimental: {Bool(info.ExperimentalBuild)}\n Live Restore Enabled: {Bool(info.LiveRestoreEnabled)}\n");
        return text.ToString();

        void Line(string line) => text.Append(line).Append('\n');

        void Optional(string name, string value) => _ = value.Length > 0 ? text.Append(' ').Append(name).Append(": ").Append(value).Append('\n') : text;
    }

    private static void AppendSecurity(StringBuilder text, string[] options)
    {
        if (options.Length == 0)
        {
            return;
        }

        text.Append(" Security Options:\n");
        foreach (string option in options)
        {
            foreach (string part in option.Split(','))
            {
                int equals = part.IndexOf('=');
                text.Append(part[..Math.Max(0, equals)] switch
                {
                    "name" => $"  {part[(equals + 1)..]}\n",
                    "profile" => $"   Profile: {part[(equals + 1)..]}\n",
                    _ => "",
                });
            }
        }
    }

    private static string Bool(bool value) => value ? "true" : "false";
}
