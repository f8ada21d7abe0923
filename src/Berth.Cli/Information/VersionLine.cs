using Berth.Cli.CommandLine;

namespace Berth.Cli.Information;

/// <summary>The version that this program was built as.</summary>
internal static class VersionLine
{
    /// <summary>What <c>--version</c> prints.</summary>
    public static string Text => $"{ProgramName.Title} version {BuildFacts.Version}, build {BuildFacts.Commit}";
}
