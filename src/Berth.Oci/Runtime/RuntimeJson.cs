using System.Text.Json;
using System.Text.Json.Serialization;

namespace Berth.Oci.Runtime;

/// <summary>
/// The JSON contract of the runtime specification, for writing. The generated writers are called directly; the serializer around them
/// would first build metadata for all types.
/// </summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Spec))]
[JsonSerializable(typeof(State))]
[JsonSerializable(typeof(ContainerProcessState))]
internal sealed partial class RuntimeJson : JsonSerializerContext
{
    internal static void Write(Utf8JsonWriter writer, Spec spec) => Default.SpecSerializeHandler(writer, spec);

    internal static void Write(Utf8JsonWriter writer, ContainerProcessState state) => Default.ContainerProcessStateSerializeHandler(writer, state);

    internal static void Write(Utf8JsonWriter writer, State state) => Default.StateSerializeHandler(writer, state);
}
