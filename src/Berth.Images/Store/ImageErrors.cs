using Berth.Oci;

namespace Berth.Images;

/// <summary>Docker's words for what goes wrong with images.</summary>
internal static class ImageErrors
{
    internal static EngineException NotFound(string nameOrId) => new(
        ErrorKind.NotFound, $"No such image: {(ImageReference.TryParse(nameOrId, out ImageReference? reference, out _) ? reference.Familiar : nameOrId)}");

    internal static EngineException Ambiguous(string prefix) => new(
        ErrorKind.InvalidArgument, $"multiple IDs found with provided prefix: {prefix}", "give more of its digits");

    internal static EngineException MissingLayer(Digest diffId, Digest image) => new(
        ErrorKind.Corrupt, $"layer {diffId.Short} of image {image.Short} is missing", "remove the image and import or pull it again");
}
