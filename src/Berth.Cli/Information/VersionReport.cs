using System.Text;
using System.Text.Json;
using Berth.Cli.CommandLine;
using Berth.Cli.Output;
using Berth.Cli.Templates;
using Berth.Cli.Templates.Values;

namespace Berth.Cli.Information;

/// <summary>What <c>version</c> prints, from the JSON of <c>{"Client":…,"Server":…}</c>.</summary>
internal static class VersionReport
{
    /// <summary>The report in docker's layout, or what <paramref name="format"/> makes of it.</summary>
    /// <exception cref="TemplateException">The template does not fit.</exception>
    public static string Render(byte[] json, string format)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        string text = format.Length == 0 ? Plain(document.RootElement) : Parse(format).Execute(ApiTypes.Read("system.versionInfo", document.RootElement));
        return TabWriter.Align(text + "\n", leastWidth: 20, padding: 1);
    }

    /// <summary>Checks a template before any work is done.</summary>
    /// <exception cref="TemplateException">Malformed.</exception>
    public static GoTemplate Parse(string format) => GoTemplate.Parse(format == "json" ? "{{json .}}" : format, "version");

    private static string Plain(JsonElement version)
    {
        JsonElement client = version.GetProperty("Client");
        var text = new StringBuilder("Client:");
        text.Append("\n Version:\t").Append(Member(client, "Version")).Append("\n API version:\t").Append(Member(client, "ApiVersion"));
        text.Append("\n .NET version:\t").Append(Member(client, "GoVersion")).Append("\n Git commit:\t").Append(Member(client, "GitCommit"));
        text.Append("\n OS/Arch:\t").Append(Member(client, "Os")).Append('/').Append(Member(client, "Arch"));
        text.Append("\n Context:\t").Append(Member(client, "Context"));
        JsonElement server = version.GetProperty("Server");
        text.Append("\n\nServer: ").Append(Member(server.GetProperty("Platform"), "Name"));
        text.Append("\n Engine:\n  Version:\t").Append(Member(server, "Version"));
        text.Append("\n  API version:\t").Append(Member(server, "ApiVersion")).Append(" (minimum version ").Append(Member(server, "MinAPIVersion")).Append(')');
        text.Append("\n  .NET version:\t").Append(Member(server, "GoVersion")).Append("\n  Git commit:\t").Append(Member(server, "GitCommit"));
        text.Append("\n  OS/Arch:\t").Append(Member(server, "Os")).Append('/').Append(Member(server, "Arch"));
        text.Append("\n  Kernel:\t").Append(Member(server, "KernelVersion"));
        return text.ToString();
    }

    private static string Member(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
