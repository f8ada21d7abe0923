using System.Text.Json;

namespace Berth.Oci;

/// <summary>
/// Reads an image configuration without the serializer, whose first use costs half a millisecond of a container's start. It accepts what
/// <see cref="ImageSpecJson"/> accepts (a test holds them together); unknown members are skipped.
/// </summary>
public static class ImageReader
{
    /// <summary>Throws <see cref="EngineException"/> (Corrupt) for anything that is no image configuration.</summary>
    /// <param name="json">The document's bytes.</param>
    /// <param name="subject">What it is, for the message, e.g. <c>image sha256:…</c>.</param>
    public static Image Parse(ReadOnlySpan<byte> json, string subject)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
            reader.Read();
            Image image = ReadImage(ref reader);
            return reader.Read() ? throw new JsonException("text after the document") : image;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new EngineException(ErrorKind.Corrupt, $"read the configuration of {subject}: {e.Message}", inner: e);
        }
    }

    private static Image ReadImage(ref Utf8JsonReader reader)
    {
        DateTimeOffset? created = null;
        string? author = null, architecture = null, variant = null, os = null, osVersion = null, comment = null, dockerVersion = null;
        string[]? osFeatures = null;
        ImageConfig? config = null;
        RootFs? rootFs = null;
        History[]? history = null;
        Object(reader.TokenType);
        while (Member(ref reader))
        {
            if (Is(ref reader, "created"u8)) created = Time(ref reader);
            else if (Is(ref reader, "author"u8)) author = Text(ref reader);
            else if (Is(ref reader, "architecture"u8)) architecture = Text(ref reader);
            else if (Is(ref reader, "variant"u8)) variant = Text(ref reader);
            else if (Is(ref reader, "os"u8)) os = Text(ref reader);
            else if (Is(ref reader, "os.version"u8)) osVersion = Text(ref reader);
            else if (Is(ref reader, "os.features"u8)) osFeatures = Texts(ref reader);
            else if (Is(ref reader, "config"u8)) config = Null(ref reader) ? null : ReadConfig(ref reader);
            else if (Is(ref reader, "rootfs"u8)) rootFs = Null(ref reader) ? null : ReadRootFs(ref reader);
            else if (Is(ref reader, "history"u8)) history = Null(ref reader) ? null : ReadHistory(ref reader);
            else if (Is(ref reader, "comment"u8)) comment = Text(ref reader);
            else if (Is(ref reader, "docker_version"u8)) dockerVersion = Text(ref reader);
            else Skip(ref reader);
        }
        return new Image
        {
            Created = created, Author = author, Variant = variant, OsVersion = osVersion, OsFeatures = osFeatures, Config = config,
            History = history, Comment = comment, DockerVersion = dockerVersion,
            Architecture = architecture ?? throw new JsonException("\"architecture\" is missing"),
            Os = os ?? throw new JsonException("\"os\" is missing"),
            RootFs = rootFs ?? throw new JsonException("\"rootfs\" is missing"),
        };
    }

    private static ImageConfig ReadConfig(ref Utf8JsonReader reader)
    {
        var config = new ImageConfig();
        Object(reader.TokenType);
        while (Member(ref reader))
        {
            if (Is(ref reader, "User"u8)) config = config with { User = Text(ref reader) };
            else if (Is(ref reader, "ExposedPorts"u8)) config = config with { ExposedPorts = Keys(ref reader) };
            else if (Is(ref reader, "Env"u8)) config = config with { Env = Texts(ref reader) };
            else if (Is(ref reader, "Entrypoint"u8)) config = config with { Entrypoint = Texts(ref reader) };
            else if (Is(ref reader, "Cmd"u8)) config = config with { Cmd = Texts(ref reader) };
            else if (Is(ref reader, "Healthcheck"u8)) config = config with { Healthcheck = Null(ref reader) ? null : ReadHealthcheck(ref reader) };
            else if (Is(ref reader, "Volumes"u8)) config = config with { Volumes = Keys(ref reader) };
            else if (Is(ref reader, "WorkingDir"u8)) config = config with { WorkingDir = Text(ref reader) };
            else if (Is(ref reader, "Labels"u8)) config = config with { Labels = Map(ref reader) };
            else if (Is(ref reader, "StopSignal"u8)) config = config with { StopSignal = Text(ref reader) };
            else if (Is(ref reader, "StopTimeout"u8)) config = config with { StopTimeout = (int?)Number(ref reader) };
            else if (Is(ref reader, "ArgsEscaped"u8)) config = config with { ArgsEscaped = Flag(ref reader) };
            else if (Is(ref reader, "OnBuild"u8)) config = config with { OnBuild = Texts(ref reader) };
            else if (Is(ref reader, "Shell"u8)) config = config with { Shell = Texts(ref reader) };
            else Skip(ref reader);
        }
        return config;
    }

    private static Healthcheck ReadHealthcheck(ref Utf8JsonReader reader)
    {
        var check = new Healthcheck();
        Object(reader.TokenType);
        while (Member(ref reader))
        {
            if (Is(ref reader, "Test"u8)) check = check with { Test = Texts(ref reader) };
            else if (Is(ref reader, "Interval"u8)) check = check with { Interval = Number(ref reader) };
            else if (Is(ref reader, "Timeout"u8)) check = check with { Timeout = Number(ref reader) };
            else if (Is(ref reader, "StartPeriod"u8)) check = check with { StartPeriod = Number(ref reader) };
            else if (Is(ref reader, "StartInterval"u8)) check = check with { StartInterval = Number(ref reader) };
            else if (Is(ref reader, "Retries"u8)) check = check with { Retries = (int?)Number(ref reader) };
            else Skip(ref reader);
        }
        return check;
    }

    private static RootFs ReadRootFs(ref Utf8JsonReader reader)
    {
        string? type = null;
        var diffIds = new List<Digest>();
        Object(reader.TokenType);
        while (Member(ref reader))
        {
            if (Is(ref reader, "type"u8)) type = Text(ref reader);
            else if (Is(ref reader, "diff_ids"u8))
            {
                foreach (string text in Texts(ref reader) ?? [])
                    diffIds.Add(Digest.TryParse(text, out Digest digest) ? digest : throw new JsonException("a diff ID is no digest"));
            }
            else Skip(ref reader);
        }
        return type is null or "layers"
            ? new RootFs { DiffIds = [.. diffIds] }
            : throw new JsonException($"a root file system of type \"{type}\" is not known");
    }

    private static History[] ReadHistory(ref Utf8JsonReader reader)
    {
        var list = new List<History>();
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("\"history\" is no array");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var entry = new History();
            Object(reader.TokenType);
            while (Member(ref reader))
            {
                if (Is(ref reader, "created"u8)) entry = entry with { Created = Time(ref reader) };
                else if (Is(ref reader, "created_by"u8)) entry = entry with { CreatedBy = Text(ref reader) };
                else if (Is(ref reader, "author"u8)) entry = entry with { Author = Text(ref reader) };
                else if (Is(ref reader, "comment"u8)) entry = entry with { Comment = Text(ref reader) };
                else if (Is(ref reader, "empty_layer"u8)) entry = entry with { EmptyLayer = Flag(ref reader) };
                else Skip(ref reader);
            }
            list.Add(entry);
        }
        return [.. list];
    }

    private static void Object(JsonTokenType token)
    {
        if (token != JsonTokenType.StartObject) throw new JsonException("expected an object");
    }

    private static bool Member(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    // Moves on to the value when the name is the one asked for.
    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name) && reader.Read();

    private static void Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    private static bool Null(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null;

    private static string? Text(ref Utf8JsonReader reader) => reader.GetString();

    private static long? Number(ref Utf8JsonReader reader) => Null(ref reader) ? null : reader.GetInt64();

    private static bool? Flag(ref Utf8JsonReader reader) => Null(ref reader) ? null : reader.GetBoolean();

    private static DateTimeOffset? Time(ref Utf8JsonReader reader) =>
        Text(ref reader) is not { Length: > 0 } text ? null
        : Timestamp.TryParse(text, out DateTimeOffset time) ? time
        : throw new JsonException("not an RFC 3339 time");

    private static string[]? Texts(ref Utf8JsonReader reader)
    {
        if (Null(ref reader)) return null;
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("expected an array of strings");
        var list = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            list.Add(reader.GetString() ?? throw new JsonException("null in an array of strings"));
        return [.. list];
    }

    private static string[]? Keys(ref Utf8JsonReader reader)
    {
        if (Null(ref reader)) return null;
        Object(reader.TokenType);
        var list = new List<string>();
        while (Member(ref reader))
        {
            list.Add(reader.GetString()!);
            Skip(ref reader);
        }
        return [.. list];
    }

    private static Dictionary<string, string>? Map(ref Utf8JsonReader reader)
    {
        if (Null(ref reader)) return null;
        Object(reader.TokenType);
        var map = new Dictionary<string, string>();
        while (Member(ref reader))
        {
            string name = reader.GetString()!;
            reader.Read();
            map[name] = reader.GetString() ?? "";
        }
        return map;
    }
}
