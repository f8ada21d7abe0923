using Berth.Cli.CommandLine;
using Berth.Oci;

namespace Berth.Cli.Images;

/// <summary>The names that completion and hints offer.</summary>
internal static class ImageNames
{
    /// <summary>All images' names with their tags.</summary>
    public static IEnumerable<string> All(Invocation invocation) => [];

    /// <summary>The local image that a reference was probably meant to be; null when none is near.</summary>
    public static string? Nearest(Invocation invocation, ImageReference reference) => NearestName.Find(reference.Familiar, [.. All(invocation)]);
}
