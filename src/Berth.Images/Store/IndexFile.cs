using System.Text;
using System.Text.Json;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Images;

/// <summary>
/// <c>index.json</c>, the entry point of an OCI layout (https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md) and the only place where
/// names are kept. Berth writes one descriptor a line, so that a look-up among hundreds searches for the name's bytes and parses one line; a file
/// that another program wrote in another form is parsed whole.
/// </summary>
internal static class IndexFile
{
    private const int Limit = 256 << 20;

    /// <summary>The file's bytes; null when there is no store yet.</summary>
    internal static byte[]? Read(string imagesDirectory) => Files.ReadAllBytes(null, imagesDirectory + "/index.json", Limit);

    /// <summary>The entry of a full reference.</summary>
    internal static IndexEntry? FindName(ReadOnlySpan<byte> json, string name)
    {
        IndexEntry? found = FindLine(json, $"\"{Annotations.ImageName}\":\"{name}\"", entry => entry.Name == name);
        return found ?? Parse(json).Find(entry => entry.Name == name);
    }

    /// <summary>All entries of images whose configuration's digest begins with these hex digits.</summary>
    internal static List<IndexEntry> FindIds(ReadOnlySpan<byte> json, string prefix)
    {
        // Only lines of ours can be found by their bytes; one without the annotation is another program's.
        byte[] needle = Encoding.UTF8.GetBytes($"\"{IndexEntry.ConfigAnnotation}\":\"sha256:{prefix}");
        var found = new List<IndexEntry>();
        for (ReadOnlySpan<byte> rest = json; ;)
        {
            int at = rest.IndexOf(needle);
            if (at < 0) break;
            IndexEntry? entry = ReadLine(json, json.Length - rest.Length + at);
            if (entry is null) return Parse(json).FindAll(e => Begins(e, prefix));
            found.Add(entry);
            rest = rest[(at + needle.Length)..];
        }
        return found;
    }

    internal static bool Begins(IndexEntry entry, string prefix) => !entry.Config.IsEmpty && entry.Config.ToString().AsSpan(7).StartsWith(prefix);

    private static IndexEntry? FindLine(ReadOnlySpan<byte> json, string text, Predicate<IndexEntry> matches)
    {
        int at = json.IndexOf(Encoding.UTF8.GetBytes(text));
        if (at < 0) return null;
        IndexEntry? entry = ReadLine(json, at);
        return entry is not null && matches(entry) ? entry : null;
    }

    // The descriptor on the line around a position; null when that line is none.
    private static IndexEntry? ReadLine(ReadOnlySpan<byte> json, int at)
    {
        int start = json[..at].LastIndexOf((byte)'\n') + 1;
        int length = json[start..].IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = (length < 0 ? json[start..] : json.Slice(start, length)).TrimEnd(" ,\r"u8);
        if (start == 0 || line is not [(byte)'{', ..]) return null;
        try
        {
            var reader = new Utf8JsonReader(line);
            reader.Read();
            IndexEntry entry = IndexEntry.Read(ref reader, line);
            return reader.BytesConsumed == line.Length ? entry : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>All entries, in the file's order. Throws <see cref="EngineException"/> (Corrupt).</summary>
    internal static List<IndexEntry> Parse(ReadOnlySpan<byte> json)
    {
        var entries = new List<IndexEntry>();
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("expected an object");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isManifests = reader.ValueTextEquals("manifests"u8);
                reader.Read();
                if (isManifests && reader.TokenType == JsonTokenType.StartArray)
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) entries.Add(IndexEntry.Read(ref reader, json));
                else reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new EngineException(ErrorKind.Corrupt, $"read the image store's index.json: {e.Message}", "move the file away and import the images again; their layers are still there", e);
        }
        return entries;
    }

    /// <summary>Replaces the file; on disk before it is visible. The caller holds the store's lock.</summary>
    internal static void Write(string imagesDirectory, IEnumerable<IndexEntry> entries)
    {
        using var json = new MemoryStream();
        json.Write(Encoding.UTF8.GetBytes($"{{\"schemaVersion\":2,\"mediaType\":\"{MediaTypes.Index}\",\"manifests\":[\n"));
        bool first = true;
        foreach (IndexEntry entry in entries)
        {
            if (!first) json.Write(",\n"u8);
            first = false;
            WriteOnOneLine(json, entry.Json);
        }
        json.Write("\n]}\n"u8);
        Files.WriteWhole(null, imagesDirectory + "/index.json", json.GetBuffer().AsSpan(0, (int)json.Length), sync: true);
    }

    // Line ends stand only between tokens, never inside a JSON string.
    private static void WriteOnOneLine(MemoryStream target, ReadOnlySpan<byte> json)
    {
        foreach (byte b in json)
            if (b is not ((byte)'\n' or (byte)'\r')) target.WriteByte(b);
    }
}
