using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Berth.Runtime.Lifecycle;

/// <summary>
/// A container as <c>state</c> and <c>list</c> print it: runtime.md "State", and the fields that runc adds to it and its callers read.
/// </summary>
public sealed record ContainerState
{
    public required string OciVersion { get; init; }

    public required string Id { get; init; }

    /// <summary>0 when it has stopped.</summary>
    public required int Pid { get; init; }

    public required string Status { get; init; }

    public required string Bundle { get; init; }

    public required string Rootfs { get; init; }

    /// <summary>RFC 3339, UTC.</summary>
    public required string Created { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Name of the user who made it; its number where it has no name.</summary>
    public required string Owner { get; init; }

    /// <summary>One JSON object, with a blank pair per level when it is for people.</summary>
    public byte[] Write(bool indented)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            LifecycleJson.Default.ContainerState.SerializeHandler!(writer, this);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
