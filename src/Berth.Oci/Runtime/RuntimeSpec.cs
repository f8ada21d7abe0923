using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace Berth.Oci.Runtime;

/// <summary>Reads and writes the documents of the runtime specification.</summary>
public static class RuntimeSpec
{
    /// <summary>The version of the specification that Berth implements and writes.</summary>
    public const string Version = "1.3.0";

    /// <summary>Reads a config.json.</summary>
    /// <param name="utf8">The whole document.</param>
    /// <param name="documentName">What errors call it.</param>
    /// <exception cref="EngineException">InvalidArgument, naming the place: <c>config.json: process.args[1]: expected a string, found 5</c>.</exception>
    public static Spec Load(ReadOnlySpan<byte> utf8, string documentName = "config.json") => Read(utf8, RuntimeJson.Default.Spec, documentName);

    /// <summary>Reads the process of <c>exec --process</c>.</summary>
    /// <exception cref="EngineException">InvalidArgument, naming the place.</exception>
    public static Process LoadProcess(ReadOnlySpan<byte> utf8, string documentName = "process.json") =>
        Read(utf8, RuntimeJson.Default.Process, documentName);

    /// <summary>Reads the limits of <c>update --resources</c>.</summary>
    /// <exception cref="EngineException">InvalidArgument, naming the place.</exception>
    public static Resources LoadResources(ReadOnlySpan<byte> utf8, string documentName = "resources.json") =>
        Read(utf8, RuntimeJson.Default.Resources, documentName);

    /// <summary>Reads a seccomp profile in Docker's form, of which the specification's own is a part.</summary>
    /// <exception cref="EngineException">InvalidArgument, naming the place.</exception>
    public static SeccompProfile LoadSeccompProfile(ReadOnlySpan<byte> utf8, string documentName) =>
        Read(utf8, RuntimeJson.Default.SeccompProfile, documentName);

    /// <summary>Writes a config.json; null fields are left out.</summary>
    /// <param name="indented">With a tab per level, for people.</param>
    public static byte[] Write(Spec spec, bool indented = false) => Write(spec, RuntimeJson.Default.Spec, indented);

    /// <summary>Writes a container's state.</summary>
    public static byte[] Write(State state, bool indented = false) => Write(state, RuntimeJson.Default.State, indented);

    internal static T Read<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type, string documentName)
    {
        if (utf8.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        if (!Utf8.IsValid(utf8))
            throw new EngineException(ErrorKind.InvalidArgument, $"{documentName}: not valid UTF-8");
        try
        {
            NullElements.Refuse(utf8, type);
            return JsonSerializer.Deserialize(utf8, type) ?? throw new JsonException(null, "$", null, null);
        }
        catch (JsonException e)
        {
            throw new EngineException(ErrorKind.InvalidArgument, SpecError.Describe(utf8, type, documentName, e), inner: e);
        }
    }

    private static byte[] Write<T>(T value, JsonTypeInfo<T> type, bool indented)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions
        {
            Indented = indented,
            IndentCharacter = '\t',
            IndentSize = 1,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            SkipValidation = true,
        }))
        {
            // The generated writer, called directly: building the serializer's metadata would cost more than writing does.
            type.SerializeHandler!(writer, value);
        }
        return buffer.WrittenSpan.ToArray();
    }
}
