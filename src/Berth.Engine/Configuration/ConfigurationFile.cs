using System.Text.Json;
using Berth.Engine.Contracts;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Engine;

/// <summary>Reads configuration files. A file that does not exist costs one system call; an unknown key is an error, as in dockerd.</summary>
internal static class ConfigurationFile
{
    internal const string SystemPath = "/etc/berth/config.json";

    internal static string? UserPath()
    {
        string? directory = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } set ? set
            : Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? home + "/.config"
            : null;
        return directory is null ? null : directory + "/berth/config.json";
    }

    /// <summary>The settings of several files; a key of a later one replaces that of an earlier.</summary>
    internal static EngineConfiguration Load(params ReadOnlySpan<string?> paths)
    {
        EngineConfiguration configuration = EngineConfiguration.Default;
        foreach (string? path in paths)
        {
            if (path is null || Files.ReadAllBytes(null, path, limit: 1 << 20) is not { } bytes) continue;
            configuration = Parse(bytes, path, configuration);
        }
        return configuration;
    }

    internal static EngineConfiguration Parse(ReadOnlySpan<byte> json, string path, EngineConfiguration before)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (!reader.Read()) throw Wrong(path, "the file is empty");
            if (reader.TokenType != JsonTokenType.StartObject) throw Wrong(path, "expected an object");
            EngineConfiguration configuration = before;
            List<string>? unknown = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string key = reader.GetString()!;
                reader.Read();
                if (ConfigurationKeys.Apply(configuration, key, ref reader, path) is { } applied) configuration = applied;
                else
                {
                    (unknown ??= []).Add(key);
                    reader.Skip();
                }
            }
            if (reader.Read()) throw Wrong(path, "text after the end of the object");
            if (unknown is null) return configuration;
            throw Wrong(path, $"the following directives don't match any configuration option: {string.Join(", ", unknown)}", ConfigurationKeys.Nearest(unknown[0]));
        }
        catch (JsonException e)
        {
            throw Wrong(path, $"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: not valid JSON");
        }
    }

    internal static EngineException Wrong(string path, string reason, string? hint = null) =>
        new(ErrorKind.InvalidArgument, $"unable to configure the engine with file {path}: {reason}", hint);
}
