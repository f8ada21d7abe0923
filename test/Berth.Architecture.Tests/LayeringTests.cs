namespace Berth.Architecture.Tests;

/// <summary>The one-way rules of docs/map.md, checked on the project files.</summary>
public sealed class LayeringTests
{
    /// <summary>What each project may refer to. A project that is absent here may not exist.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Berth.Oci"] = [],
        ["Berth.Kernel"] = [],
        ["Berth.Runtime"] = ["Berth.Kernel", "Berth.Oci"],
        ["Berth.Images"] = ["Berth.Kernel", "Berth.Oci"],
        ["Berth.Network"] = ["Berth.Kernel", "Berth.Oci"],
        ["Berth.Engine"] = ["Berth.Runtime", "Berth.Images", "Berth.Network", "Berth.Kernel", "Berth.Oci"],
        ["Berth.Build"] = ["Berth.Engine", "Berth.Oci"],
        ["Berth.Compose"] = ["Berth.Engine", "Berth.Build", "Berth.Oci"],
        ["Berth.Api"] = ["Berth.Engine", "Berth.Oci"],
        ["Berth.Cli"] = ["Berth.Api", "Berth.Compose", "Berth.Build", "Berth.Engine", "Berth.Runtime", "Berth.Images", "Berth.Kernel", "Berth.Oci"],
    };

    [Fact]
    public void A_project_refers_only_to_what_the_map_allows()
    {
        List<string> offences = [];
        foreach (Project project in Repository.Projects("src"))
        {
            if (!Allowed.TryGetValue(project.Name, out string[]? allowed))
                offences.Add($"{project.Name} is not on the map (docs/map.md and this test)");
            else
                offences.AddRange(project.References.Except(allowed).Select(other => $"{project.Name} must not refer to {other}"));
        }

        Offences.None(offences);
    }

    [Fact]
    public void Nobody_refers_to_the_command_line_program() =>
        Offences.None(Repository.Projects("src").Where(project => project.References.Contains("Berth.Cli")).Select(project => project.Name));

    [Fact]
    public void The_end_to_end_tests_refer_to_no_project_because_they_drive_the_published_binary()
    {
        string[] blind = ["Berth.EndToEnd.Tests", "Berth.Architecture.Tests"];
        Offences.None(Repository.Projects("test").Where(project => blind.Contains(project.Name)).SelectMany(project => project.References));
    }

    [Fact]
    public void References_are_not_inherited_so_a_missing_line_cannot_hide_a_forbidden_use()
    {
        string props = File.ReadAllText(Path.Combine(Repository.Root, "Directory.Build.props"));
        Assert.Contains("<DisableTransitiveProjectReferences>true</DisableTransitiveProjectReferences>", props, StringComparison.Ordinal);
    }

    [Fact]
    public void Package_versions_stand_in_one_place()
    {
        IEnumerable<string> offences = Repository.Projects("src").Concat(Repository.Projects("test"))
            .Where(project => project.Xml.Descendants("PackageReference").Any(package => package.Attribute("Version") is not null))
            .Select(project => project.Name);
        Offences.None(offences);
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = File.ReadAllText(Path.Combine(Repository.Root, "Berth.slnx"));
        IEnumerable<string> missing = Repository.Projects("src").Concat(Repository.Projects("test"))
            .Select(project => $"{project.Name}/{project.Name}.csproj")
            .Where(path => !solution.Contains(path, StringComparison.Ordinal));
        Offences.None(missing);
    }

    [Fact]
    public void Every_project_has_a_read_me_that_says_its_rule() =>
        Offences.None(Repository.Projects("src").Where(project => !File.Exists(Path.Combine(project.Folder, "README.md"))).Select(project => project.Name));
}
