using System.Text.Json;
using Berth.Engine;

namespace Berth.Cli.Information;

/// <summary>What <c>version</c> and <c>info</c> say of the client, which here is the engine as well.</summary>
internal static class ClientFacts
{
    /// <summary>docker's object of the client. With <paramref name="debug"/> it is that of <c>info</c>, else that of <c>version</c>.</summary>
    public static byte[] Json(bool? debug = null)
    {
        var server = EngineInformation.Version(BuildFacts.Version, BuildFacts.Commit);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (debug is bool on)
            {
                json.WriteBoolean("Debug", on);
            }

            json.WriteStartObject("Platform");
            json.WriteString("Name", server.Platform.Name);
            json.WriteEndObject();
            json.WriteString("Version", server.Version);
            json.WriteString("ApiVersion", server.ApiVersion);
            json.WriteString("DefaultAPIVersion", server.ApiVersion);
            json.WriteString("GitCommit", server.GitCommit);
            json.WriteString("GoVersion", server.GoVersion);
            json.WriteString("Os", server.Os);
            json.WriteString("Arch", server.Arch);
            json.WriteString("Context", "default");
            if (debug is not null)
            {
                json.WriteStartArray("Plugins");
                json.WriteEndArray();
                json.WriteNull("Warnings");
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
