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
    // What the run path writes is written by hand: in a fresh process the serializer would cost more than all else that create does.
    internal static byte[] Write(ContainerRecord record) => RecordWriter.Write(record);

    internal static byte[] Write(StateRecord state) => StateWriter.Write(state);

    internal static byte[] Write(VolumeRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            Default.VolumeRecordSerializeHandler(writer, record);
        return buffer.WrittenSpan.ToArray();
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
            throw new EngineException(ErrorKind.Corrupt, $"read {path}: the file is damaged", "remove what it belongs to, or restore the file", e);
        }
    }
}
