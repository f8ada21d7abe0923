using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Berth.Engine.Contracts;

/// <summary>
/// Source-generated JSON of <c>inspect</c>, the lists, <c>version</c> and <c>info</c>: Docker Engine API, keys as declared.
/// Use <see cref="Compact"/> or <see cref="Indented"/>, which escape what Docker's encoder escapes and no more.
/// </summary>
[JsonSerializable(typeof(ContainerInspect))]
[JsonSerializable(typeof(ContainerSummary))]
[JsonSerializable(typeof(ContainerSummary[]))]
[JsonSerializable(typeof(ImageSummary[]))]
[JsonSerializable(typeof(ImageInspect))]
[JsonSerializable(typeof(ImageSummary))]
[JsonSerializable(typeof(VolumeInspect))]
[JsonSerializable(typeof(EngineVersion))]
[JsonSerializable(typeof(EngineInfo))]
public sealed partial class ContractsJson : JsonSerializerContext
{
    /// <summary>One line: the API, <c>--format json</c>.</summary>
    public static ContractsJson Compact => field ??=
        new ContractsJson(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Four spaces, as <c>docker inspect</c> prints.</summary>
    public static ContractsJson Indented => field ??= new ContractsJson(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        IndentSize = 4,
        NewLine = "\n",
    });
}
