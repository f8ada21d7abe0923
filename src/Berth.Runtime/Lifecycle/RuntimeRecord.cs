using System.Text.Json;
using System.Text.Json.Serialization;

namespace Berth.Runtime.Lifecycle;

/// <summary>
/// What the runtime remembers of a container: <c>ROOT/ID/state.json</c>. A binary can be replaced while containers run: unknown fields are
/// ignored, and of the fields only the first process is indispensable.
/// </summary>
public sealed record RuntimeRecord
{
    public required string Id { get; init; }

    /// <summary>Absolute path of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>Absolute path of the root file system; empty in records of older versions.</summary>
    public string Rootfs { get; init; } = "";

    /// <summary>As the host sees the container's first process.</summary>
    public required int Pid { get; init; }

    /// <summary>Clock ticks after boot: tells this process from a later one of the same number.</summary>
    public required ulong StartTime { get; init; }

    /// <summary>RFC 3339, UTC.</summary>
    public required string Created { get; init; }

    /// <summary>Below each hierarchy's mount; empty for none.</summary>
    public required string CgroupPath { get; init; }

    /// <summary>The scope, if systemd made the cgroup.</summary>
    public string? SystemdUnit { get; init; }

    public string OciVersion { get; init; } = "1.0.0";

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    internal byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, LifecycleJson.Default.RuntimeRecord);

    /// <summary>By hand: the serializer's metadata would take longer to build than the record to read.</summary>
    /// <exception cref="JsonException">It is no such record.</exception>
    internal static RuntimeRecord Read(ReadOnlyMemory<byte> utf8, string id)
    {
        using JsonDocument document = JsonDocument.Parse(utf8);
        JsonElement o = document.RootElement;
        if (o.ValueKind != JsonValueKind.Object || !o.TryGetProperty("pid"u8, out JsonElement pid) || !pid.TryGetInt32(out int number))
        {
            throw new JsonException("there is no process number in it");
        }

        return new RuntimeRecord
        {
            Id = id,
            Pid = number,
            StartTime = o.TryGetProperty("startTime"u8, out JsonElement start) && start.TryGetUInt64(out ulong ticks) ? ticks : 0,
            Bundle = Text(o, "bundle"u8),
            Rootfs = Text(o, "rootfs"u8),
            Created = Text(o, "created"u8),
            CgroupPath = Text(o, "cgroupPath"u8),
            SystemdUnit = Text(o, "systemdUnit"u8) is { Length: > 0 } unit ? unit : null,
            OciVersion = Text(o, "ociVersion"u8) is { Length: > 0 } version ? version : "1.0.0",
            Annotations = o.TryGetProperty("annotations"u8, out JsonElement notes) && notes.ValueKind == JsonValueKind.Object
                ? notes.EnumerateObject().Where(n => n.Value.ValueKind == JsonValueKind.String).ToDictionary(n => n.Name, n => n.Value.GetString()!)
                : null,
        };
    }

    private static string Text(JsonElement o, ReadOnlySpan<byte> name) =>
        o.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}

/// <summary>The JSON that the runtime writes about its containers.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RuntimeRecord))]
[JsonSerializable(typeof(ContainerState))]
internal sealed partial class LifecycleJson : JsonSerializerContext;
