using System.Xml.Linq;

namespace Berth.Architecture.Tests;

/// <summary>The checkout these tests read: found upwards from the test program by its <c>Berth.slnx</c>.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Every project under <paramref name="folder"/> (<c>src</c> or <c>test</c>), by name.</summary>
    public static IEnumerable<Project> Projects(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(Project.Load);

    /// <summary>C# files of the checkout below <paramref name="folder"/>, without what the build writes.</summary>
    public static IEnumerable<string> SourceFiles(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => !IsBuildOutput(Path.GetRelativePath(folder, path)))
            .Order(StringComparer.Ordinal);

    public static string Relative(string path) => Path.GetRelativePath(Root, path);

    private static bool IsBuildOutput(string relative) =>
        relative.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj");

    private static string FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Berth.slnx")))
                return at.FullName;
        }

        throw new InvalidOperationException($"no Berth.slnx above {AppContext.BaseDirectory}: run the tests from a checkout");
    }
}

/// <summary>A project file: its name, its folder, and what it refers to.</summary>
internal sealed record Project(string Name, string Folder, IReadOnlyList<string> References, XDocument Xml)
{
    public static Project Load(string path)
    {
        XDocument xml = XDocument.Load(path);
        string[] references = xml.Descendants("ProjectReference")
            .Select(reference => (string?)reference.Attribute("Include") ?? "")
            .Select(include => Path.GetFileNameWithoutExtension(include.Replace('\\', '/')))
            .ToArray();
        return new Project(Path.GetFileNameWithoutExtension(path), Path.GetDirectoryName(path)!, references, xml);
    }

    /// <summary>The text of a property set in the project file itself, or null.</summary>
    public string? Property(string name) => Xml.Descendants(name).Select(element => element.Value).FirstOrDefault();
}
