using System.Buffers;
using System.Text.Json;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Images;

/// <summary><c>layer.json</c>: what is known of an unpacked layer.</summary>
/// <param name="DiffId">The digest of its uncompressed archive.</param>
/// <param name="Size">Bytes of that archive.</param>
/// <param name="ContentSize">Bytes of its regular files, as readers see them.</param>
/// <param name="DiskUsage">Bytes allocated on disk when it was unpacked.</param>
/// <param name="Reproducible">Whether the archive can be made again from the tree (<see cref="LayerArchive"/>).</param>
public sealed record LayerRecord(Digest DiffId, long Size, long ContentSize, long DiskUsage, bool Reproducible)
{
    internal void Write(Fd directory)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("diffId"u8, DiffId.ToString());
            writer.WriteNumber("size"u8, Size);
            writer.WriteNumber("contentSize"u8, ContentSize);
            writer.WriteNumber("diskUsage"u8, DiskUsage);
            writer.WriteBoolean("reproducible"u8, Reproducible);
            writer.WriteEndObject();
        }
        Files.WriteWhole(directory, "layer.json", buffer.WrittenSpan);
    }

    /// <summary>Null when there is no such file or it cannot be read: the layer is then as good as missing.</summary>
    internal static LayerRecord? Read(string path)
    {
        byte[]? json = Files.ReadAllBytes(null, path, 1 << 20);
        if (json is null) return null;
        try
        {
            Digest diffId = default;
            long size = 0, contentSize = 0, diskUsage = 0;
            bool reproducible = false;
            var reader = new Utf8JsonReader(json);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                reader.Read();
                switch (name)
                {
                    case "diffId": diffId = Digest.TryParse(reader.GetString(), out Digest value) ? value : default; break;
                    case "size": size = reader.GetInt64(); break;
                    case "contentSize": contentSize = reader.GetInt64(); break;
                    case "diskUsage": diskUsage = reader.GetInt64(); break;
                    case "reproducible": reproducible = reader.GetBoolean(); break;
                    default: reader.Skip(); break;
                }
            }
            return diffId.IsEmpty ? null : new LayerRecord(diffId, size, contentSize, diskUsage, reproducible);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
