using Berth.Cli.Output;

namespace Berth.Cli.CommandLine;

/// <summary>One call of a verb: its arguments, the global options and where its output goes.</summary>
internal sealed class Invocation(string path, IReadOnlyList<string> arguments, GlobalOptions globals, TextOutput output, TextOutput error)
{
    /// <summary>The verb as it was called, e.g. <c>container ls</c>.</summary>
    public string Path { get; } = path;

    public IReadOnlyList<string> Arguments { get; } = arguments;

    public GlobalOptions Globals { get; } = globals;

    /// <summary>Standard output, flushed by the dispatcher at the end.</summary>
    public TextOutput Output { get; } = output;

    /// <summary>Standard error, written through at the end of each line.</summary>
    public TextOutput Error { get; } = error;
}
