using System.Text.Json.Serialization;

namespace Berth.Oci.Runtime;

/// <summary>The JSON contract of the runtime specification.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Spec))]
[JsonSerializable(typeof(Process))]
[JsonSerializable(typeof(Resources))]
[JsonSerializable(typeof(Seccomp))]
[JsonSerializable(typeof(SeccompProfile))]
[JsonSerializable(typeof(State))]
public sealed partial class RuntimeJson : JsonSerializerContext;
