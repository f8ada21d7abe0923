namespace Berth.Cli.CommandLine;

/// <summary>The command line itself is wrong. The message is docker's; the hint, when there is one, names the likely intention.</summary>
internal sealed class UsageException(string message, int exitCode, string? hint = null, bool prefixed = true) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public string? Hint { get; } = hint;

    /// <summary>True when the line begins with the program's name; docker leaves it off for malformed options.</summary>
    public bool Prefixed { get; } = prefixed;

    /// <summary>Whose help the last line points to, when that is not the verb called; empty for no such line.</summary>
    public string? HelpPath { get; init; }
}
