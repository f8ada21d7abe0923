using Berth.Cli.Configuration;
using Berth.Cli.Output;
using Berth.Engine;

namespace Berth.Cli.CommandLine;

/// <summary>One call of a verb: its arguments, the global options, where its output goes, and the engine once it is needed.</summary>
internal sealed class Invocation(string path, IReadOnlyList<string> arguments, GlobalOptions globals, ClientConfig config, TextOutput output, TextOutput error)
{
    private BerthEngine? _engine;

    /// <summary>The verb as it was called, e.g. <c>container ls</c>.</summary>
    public string Path { get; } = path;

    public IReadOnlyList<string> Arguments { get; } = arguments;

    public GlobalOptions Globals { get; } = globals;

    /// <summary>Standard output, flushed by the dispatcher at the end.</summary>
    public TextOutput Output { get; } = output;

    /// <summary>Standard error, written through at the end of each line.</summary>
    public TextOutput Error { get; } = error;

    /// <summary>docker's client configuration.</summary>
    public ClientConfig Config { get; } = config;

    /// <summary>The engine of this machine, opened when first asked for.</summary>
    public BerthEngine Engine => _engine ??= Open();

    /// <summary>True once <see cref="Engine"/> has been asked for.</summary>
    public bool HasEngine => _engine is not null;

    /// <summary>Prints a failure that does not end the command.</summary>
    public void Report(Exception failure) => ErrorPrinter.Print(failure, Path, null, Globals.Debug, Error);

    private BerthEngine Open()
    {
        BerthEngine engine = BerthEngine.Open(new EngineOptions
        {
            DataRoot = Globals.DataRoot is string root ? System.IO.Path.GetFullPath(root) : null,
        });
        engine.Phases.IsOn = Globals.Debug;
        engine.OnWarning = warning => Error.WriteLine($"WARNING: {warning}");
        return engine;
    }
}
