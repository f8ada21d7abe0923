namespace Berth.Cli.CommandLine;

/// <summary>The name this program was called by: berth, or docker when it stands in for docker.</summary>
internal static class ProgramName
{
    private static string? s_current;

    public static string Current => s_current ??= Of(Environment.GetCommandLineArgs());

    public static bool IsDocker => Current == "docker";

    /// <summary>Called as the OCI runtime, by the name or the link berth-runtime.</summary>
    public static bool IsRuntime => Environment.GetCommandLineArgs() is [var called, ..] && Path.GetFileName(called.AsSpan()) is "berth-runtime";

    /// <summary>The name with a capital, as sentences begin: Berth, Docker.</summary>
    public static string Title => IsDocker ? "Docker" : "Berth";

    private static string Of(string[] words) => words.Length > 0 && Path.GetFileName(words[0]) == "docker" ? "docker" : "berth";
}
