using System.Text.Json;
using System.Text.Json.Serialization;

namespace Berth.Oci;

/// <summary>The JSON contract of the image specification's documents. Null members are not written.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Descriptor))]
[JsonSerializable(typeof(ImageManifest))]
[JsonSerializable(typeof(ImageIndex))]
[JsonSerializable(typeof(Image))]
public sealed partial class ImageSpecJson : JsonSerializerContext
{
    /// <summary>As the specification's tools write it: characters like '+' and '&lt;' stand for themselves.</summary>
    public static ImageSpecJson Plain { get; } = new(new JsonSerializerOptions
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });
}
