using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Engine;

/// <summary>The JSON of the engine's own files. Defaults are left out: what is not written is not read, and lists read many of these.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ContainerRecord))]
[JsonSerializable(typeof(StateRecord))]
[JsonSerializable(typeof(VolumeRecord))]
internal sealed partial class StorageJson : JsonSerializerContext
{
    // The generated writers are called directly: asking the context for its metadata first would cost 1.5 ms and 650 KB, more than a
    // whole container's creation.
    internal static byte[] Write(ContainerRecord record)
    {
        ArrayBufferWriter<byte> buffer = Begin(out Utf8JsonWriter writer);
        using (writer) Default.ContainerRecordSerializeHandler(writer, record);
        return buffer.WrittenSpan.ToArray();
    }

    internal static byte[] Write(StateRecord state)
    {
        ArrayBufferWriter<byte> buffer = Begin(out Utf8JsonWriter writer);
        using (writer) Default.StateRecordSerializeHandler(writer, state);
        return buffer.WrittenSpan.ToArray();
    }

    internal static byte[] Write(VolumeRecord record)
    {
        ArrayBufferWriter<byte> buffer = Begin(out Utf8JsonWriter writer);
        using (writer) Default.VolumeRecordSerializeHandler(writer, record);
        return buffer.WrittenSpan.ToArray();
    }

    private static ArrayBufferWriter<byte> Begin(out Utf8JsonWriter writer)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        return buffer;
    }

    /// <summary>Null when there is no such file.</summary>
    /// <exception cref="EngineException">Corrupt.</exception>
    internal static T? Read<T>(string path, JsonTypeInfo<T> type) where T : class
    {
        byte[]? bytes = Files.ReadAllBytes(null, path);
        if (bytes is null) return null;
        try
        {
            return JsonSerializer.Deserialize(bytes, type) ?? throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new EngineException(ErrorKind.Corrupt, $"read {path}: the file is damaged", "berth system check --repair", e);
        }
    }
}
