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
    internal static byte[] Write<T>(T value, JsonTypeInfo<T> type)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }))
        {
            // The generated writer, called directly: building the serializer's metadata would cost more than writing does.
            type.SerializeHandler!(writer, value);
        }
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
            throw new EngineException(ErrorKind.Corrupt, $"read {path}: the file is damaged", "berth system check --repair", e);
        }
    }
}
