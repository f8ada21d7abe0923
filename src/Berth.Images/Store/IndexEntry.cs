using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Berth.Oci;

namespace Berth.Images;

/// <summary>
/// One descriptor of the layout's <c>index.json</c>: an image under one name, or without a name (dangling). Read by hand, since the look-up of a
/// container's image goes through here; its JSON is kept, so that what another program wrote comes back unchanged.
/// </summary>
internal sealed record IndexEntry
{
    /// <summary>The digest of the image's configuration, so that neither an ID nor a name needs the manifest to be read.</summary>
    internal const string ConfigAnnotation = "io.berth.image.config";

    internal required string MediaType { get; init; }

    internal required Digest Digest { get; init; }

    internal required long Size { get; init; }

    /// <summary>The full reference; null for a dangling image.</summary>
    internal string? Name { get; init; }

    /// <summary>Empty when another program wrote the entry.</summary>
    internal Digest Config { get; init; }

    internal Platform? Platform { get; init; }

    /// <summary>The descriptor as it stands, or will stand, in the file.</summary>
    internal required byte[] Json { get; init; }

    internal static IndexEntry Create(string mediaType, Digest digest, long size, Digest config, Platform? platform, ImageReference? name)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("mediaType"u8, mediaType);
            writer.WriteString("digest"u8, digest.ToString());
            writer.WriteNumber("size"u8, size);
            writer.WriteStartObject("annotations"u8);
            if (!config.IsEmpty) writer.WriteString(ConfigAnnotation, config.ToString());
            if (name is not null)
            {
                writer.WriteString(Annotations.ImageName, name.ToString());
                if (name.Tag is not null) writer.WriteString(Annotations.RefName, name.Tag);
            }
            writer.WriteEndObject();
            if (platform is not null)
            {
                writer.WriteStartObject("platform"u8);
                writer.WriteString("architecture"u8, platform.Architecture);
                writer.WriteString("os"u8, platform.Os);
                if (platform.Variant is not null) writer.WriteString("variant"u8, platform.Variant);
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
        return new IndexEntry
        {
            MediaType = mediaType, Digest = digest, Size = size, Name = name?.ToString(), Config = config, Platform = platform,
            Json = buffer.WrittenSpan.ToArray(),
        };
    }

    /// <summary>The same image under another name, or none.</summary>
    internal IndexEntry WithName(ImageReference? name) => Create(MediaType, Digest, Size, Config, Platform, name);

    internal IndexEntry WithConfig(Digest config) =>
        Create(MediaType, Digest, Size, config, Platform, Name is not null && ImageReference.TryParseExact(Name, out ImageReference? name, out _) ? name : null);

    /// <summary>Reads a descriptor, the reader standing on its opening brace. Throws <see cref="JsonException"/>.</summary>
    internal static IndexEntry Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("a descriptor is no object");
        int start = (int)reader.TokenStartIndex;
        string? mediaType = null, name = null, refName = null;
        Digest digest = default, config = default;
        Platform? platform = null;
        long size = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("mediaType"u8) && reader.Read()) mediaType = reader.GetString();
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("digest"u8) && reader.Read())
                digest = Digest.TryParse(reader.GetString(), out Digest value) ? value : throw new JsonException("a descriptor's digest is none");
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("size"u8) && reader.Read()) size = reader.GetInt64();
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("platform"u8) && reader.Read()) platform = ReadPlatform(ref reader);
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("annotations"u8) && reader.Read())
            {
                if (reader.TokenType != JsonTokenType.StartObject) continue;
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    bool isName = reader.ValueTextEquals("io.containerd.image.name"u8), isRef = reader.ValueTextEquals("org.opencontainers.image.ref.name"u8);
                    bool isConfig = reader.ValueTextEquals("io.berth.image.config"u8);
                    reader.Read();
                    if (isName) name = reader.GetString();
                    else if (isRef) refName = reader.GetString();
                    else if (isConfig) config = Digest.TryParse(reader.GetString(), out Digest id) ? id : default;
                    else reader.Skip();
                }
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        if (digest.IsEmpty) throw new JsonException("a descriptor has no digest");
        return new IndexEntry
        {
            MediaType = mediaType ?? MediaTypes.Manifest, Digest = digest, Size = size, Name = Normalized(name) ?? Normalized(refName), Config = config, Platform = platform,
            Json = json[start..(int)reader.BytesConsumed].ToArray(),
        };
    }

    // Another program may have left only a reference name, and that may be a tag alone ("12"), which names no image here.
    private static string? Normalized(string? name) =>
        name is not null && name.AsSpan().ContainsAny('/', ':') && ImageReference.TryParseExact(name, out ImageReference? reference, out _) ? reference.ToString() : null;

    private static Platform? ReadPlatform(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return null;
        string? architecture = null, os = null, variant = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isArchitecture = reader.ValueTextEquals("architecture"u8), isOs = reader.ValueTextEquals("os"u8), isVariant = reader.ValueTextEquals("variant"u8);
            reader.Read();
            if (isArchitecture) architecture = reader.GetString();
            else if (isOs) os = reader.GetString();
            else if (isVariant) variant = reader.GetString();
            else reader.Skip();
        }
        return architecture is null || os is null ? null : new Platform { Architecture = architecture, Os = os, Variant = variant };
    }

    public override string ToString() => Encoding.UTF8.GetString(Json);
}
