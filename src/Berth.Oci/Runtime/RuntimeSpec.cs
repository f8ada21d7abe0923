using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
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
    public static Spec Load(ReadOnlySpan<byte> utf8, string documentName = "config.json") => Read(utf8, SpecReader.ReadSpec, documentName);

    /// <summary>Reads the process of <c>exec --process</c>.</summary>
    /// <exception cref="EngineException">InvalidArgument, naming the place.</exception>
    public static Process LoadProcess(ReadOnlySpan<byte> utf8, string documentName = "process.json") =>
        Read(utf8, SpecReader.ReadProcess, documentName);

    /// <summary>Reads the limits of <c>update --resources</c>.</summary>
    /// <exception cref="EngineException">InvalidArgument, naming the place.</exception>
    public static Resources LoadResources(ReadOnlySpan<byte> utf8, string documentName = "resources.json") =>
        Read(utf8, SpecReader.ReadResources, documentName);

    /// <summary>Reads a seccomp profile in Docker's form, of which the specification's own is a part.</summary>
    /// <exception cref="EngineException">InvalidArgument, naming the place.</exception>
    public static SeccompProfile LoadSeccompProfile(ReadOnlySpan<byte> utf8, string documentName) =>
        Read(utf8, SpecReader.ReadSeccompProfile, documentName);

    /// <summary>Writes a config.json; null fields are left out.</summary>
    /// <param name="indented">With a tab per level, for people.</param>
    public static byte[] Write(Spec spec, bool indented = false) => Write(spec, RuntimeJson.Write, indented);

    /// <summary>Writes a container's state.</summary>
    public static byte[] Write(State state, bool indented = false) => Write(state, RuntimeJson.Write, indented);

    /// <summary>Writes what an agent of system call filters gets.</summary>
    public static byte[] Write(ContainerProcessState state) => Write(state, RuntimeJson.Write, indented: false);

    private static T Read<T>(ReadOnlySpan<byte> utf8, Func<JsonObjectReader, T> read, string documentName)
    {
        if (utf8.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        if (utf8.IsEmpty)
            throw Invalid("the file is empty", null);
        if (!Utf8.IsValid(utf8))
            throw Invalid("not valid UTF-8", null);
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8.ToArray());
            return read(new JsonObjectReader(document.RootElement));
        }
        catch (JsonFault e)
        {
            throw Invalid(e.Message, e);
        }
        catch (JsonException e)
        {
            throw Invalid($"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: not valid JSON", e);
        }
        catch (InvalidOperationException e)
        {
            // An escape sequence that is half of a surrogate pair.
            throw Invalid("a string in it is not valid text", e);
        }

        EngineException Invalid(string reason, Exception? inner) =>
            new(ErrorKind.InvalidArgument, $"{documentName}: {reason}", inner: inner);
    }

    private static byte[] Write<T>(T value, Action<Utf8JsonWriter, T> write, bool indented)
    {
        var buffer = new ArrayBufferWriter<byte>(8192);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions
        {
            Indented = indented,
            IndentCharacter = '\t',
            IndentSize = 1,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            SkipValidation = true,
        }))
        {
            write(writer, value);
        }
        return buffer.WrittenSpan.ToArray();
    }
}
