using System.Text.RegularExpressions;

namespace Berth.Architecture.Tests;

/// <summary>House rules that a compiler does not check: where unsafe code may stand, how long a file may be, nothing half done.</summary>
public sealed partial class SourceRuleTests
{
    private const int LongestFile = 400;

    private static IEnumerable<(string Path, string[] Lines)> Sources =>
        Repository.Projects("src").Concat(Repository.Projects("test"))
            .SelectMany(project => Repository.SourceFiles(project.Folder))
            .Select(path => (Repository.Relative(path), File.ReadAllLines(path)));

    [Fact]
    public void Only_the_kernel_project_allows_unsafe_blocks()
    {
        IEnumerable<string> names = Repository.Projects("src")
            .Where(project => project.Property("AllowUnsafeBlocks") is "true")
            .Select(project => project.Name);
        Assert.Equal(["Berth.Kernel"], names);
    }

    [Fact]
    public void Native_imports_and_unsafe_code_stand_in_the_kernel_project_alone()
    {
        IEnumerable<string> offences = Sources
            .Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal) && !file.Path.StartsWith("src/Berth.Kernel/", StringComparison.Ordinal))
            .SelectMany(file => Matches(file, NativeCode()));
        Offences.None(offences);
    }

    [Fact]
    public void No_file_is_longer_than_400_lines() =>
        Offences.None(Sources.Where(file => file.Lines.Length > LongestFile).Select(file => $"{file.Path}: {file.Lines.Length} lines"));

    [Fact]
    public void Nothing_is_left_half_done() => Offences.None(Sources.SelectMany(file => Matches(file, HalfDone())));

    [Fact]
    public void No_name_says_helpers_or_utilities() =>
        Offences.None(Sources.Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal)).SelectMany(file => Matches(file, EmptyName())));

    private static IEnumerable<string> Matches((string Path, string[] Lines) file, Regex pattern) =>
        file.Lines.Select((line, index) => (line, index))
            .Where(at => pattern.IsMatch(at.line))
            .Select(at => $"{file.Path}:{at.index + 1}: {at.line.Trim()}");

    [GeneratedRegex(@"^\s*\[(DllImport|LibraryImport)\b|\bunsafe\s+(\{|static|partial|class|struct|void|delegate|fixed|ref|readonly)|^\s*unsafe\s*$|\bdelegate\*")]
    private static partial Regex NativeCode();

    // Split, so that this file does not convict itself.
    [GeneratedRegex("\\bTO" + "DO\\b|\\bFIX" + "ME\\b|\\bNotImplemented" + "Exception\\b")]
    private static partial Regex HalfDone();

    [GeneratedRegex(@"\b(class|struct|record|interface|namespace)\s+[\w.]*(Utils|Util|Helpers|Helper|Common|Manager)\b")]
    private static partial Regex EmptyName();
}
