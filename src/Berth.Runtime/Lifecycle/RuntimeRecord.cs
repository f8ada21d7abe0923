using System.Text.Json.Serialization;

namespace Berth.Runtime.Lifecycle;

/// <summary>What the runtime remembers of a container: <c>ROOT/ID/state.json</c>. Unknown fields are ignored, so that a binary can be replaced.</summary>
public sealed record RuntimeRecord
{
    public required string Id { get; init; }

    /// <summary>Absolute path of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>As the host sees the container's first process.</summary>
    public required int Pid { get; init; }

    /// <summary>Clock ticks after boot: tells this process from a later one of the same number.</summary>
    public required ulong StartTime { get; init; }

    /// <summary>RFC 3339, UTC.</summary>
    public required string Created { get; init; }

    /// <summary>Below each hierarchy's mount; empty for none.</summary>
    public required string CgroupPath { get; init; }

    public string OciVersion { get; init => field = value ?? "1.0.0"; } = "1.0.0";

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}

/// <summary>The JSON of <see cref="RuntimeRecord"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RuntimeRecord))]
internal sealed partial class LifecycleJson : JsonSerializerContext;
