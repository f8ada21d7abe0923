using Berth.Cli.CommandLine;
using Berth.Oci;

namespace Berth.Cli.Images;

/// <summary>The names that completion and hints offer.</summary>
internal static class ImageNames
{
    /// <summary>All images' names with their tags.</summary>
    public static IEnumerable<string> All(Invocation invocation) => invocation.Engine.Images.List().SelectMany(image => image.RepoTags);

    /// <summary>The local image that a reference was probably meant to be: another tag of the same name, or a name that is near.</summary>
    public static string? Nearest(Invocation invocation, ImageReference reference)
    {
        List<string> names = [.. All(invocation)];
        string prefix = reference.FamiliarName + ":";
        return names.Find(name => name.StartsWith(prefix, StringComparison.Ordinal)) is string sibling
            ? sibling
            : NearestName.Find(reference.Familiar, names) is string near ? near
            : NearestName.Find(reference.FamiliarName, [.. names.Select(WithoutTag)]) is string name ? names.Find(full => WithoutTag(full) == name) : null;
    }

    /// <summary>A hint for a name that no image has; null when none is near.</summary>
    public static string? Hint(Invocation invocation, string name) =>
        ImageReference.TryParse(name, out ImageReference? reference, out _) && Nearest(invocation, reference) is string near ? $"did you mean {near}?" : null;

    private static string WithoutTag(string name) => name[..name.LastIndexOf(':')];
}
