using System.Runtime.InteropServices;
using Berth.Cli.CommandLine;
using Berth.Cli.Configuration;
using Berth.Cli.Information;
using Berth.Cli.Output;
using Berth.Kernel;
using Berth.Oci;
using Berth.Oci.Runtime;
using Berth.Runtime.Lifecycle;

namespace Berth.Cli.Runtime;

/// <summary>
/// <c>berth runtime …</c>, also called as <c>berth-runtime</c>: the OCI runtime's command line, whose global options stand before its verb
/// as runc's and crun's do.
/// </summary>
internal static class RuntimeDispatcher
{
    public const string Noun = "runtime";

    public static IReadOnlyList<string> Verbs => ["create", "delete", "events", "exec", "features", "kill", "list", "pause", "ps", "resume", "run", "spec", "start", "state", "update"];

    public static RuntimeVerb? Find(string verb) => verb switch
    {
        "create" => new CreateVerb(),
        "delete" => new DeleteVerb(),
        "events" => new EventsVerb(),
        "exec" => new ExecVerb(),
        "features" => new FeaturesVerb(),
        "kill" => new KillVerb(),
        "list" => new ListVerb(),
        "pause" => new PauseVerb(),
        "ps" => new PsVerb(),
        "resume" => new ResumeVerb(),
        "run" => new RunVerb(),
        "spec" => new SpecVerb(),
        "start" => new StartVerb(),
        "state" => new StateVerb(),
        "update" => new UpdateVerb(),
        _ => null,
    };

    /// <summary>Runs one command. Failures are printed and, where there is one, written to the log.</summary>
    public static int Run(ReadOnlySpan<string> words, GlobalOptions globals, TextOutput output, TextOutput error)
    {
        var options = new RuntimeOptions();
        RuntimeVerb? verb = null;
        string path = Noun;
        try
        {
            return Run(words, options, globals, output, error, ref verb, ref path);
        }
        catch (Exception failure)
        {
            output.TryFlush();
            options.WriteLog(failure.Message);
            int code = ErrorPrinter.Print(failure, path, verb, options.Debug || globals.Debug, error);
            // Callers tell a failure of the runtime from one of the program by the words, not by the code: it is the verb's one code.
            return failure is UsageException ? code : verb?.FailureCode ?? 1;
        }
    }

    private static int Run(ReadOnlySpan<string> words, RuntimeOptions options, GlobalOptions globals, TextOutput output, TextOutput error,
        ref RuntimeVerb? called, ref string path)
    {
        var parser = new OptionParser(options.All, stopAtArgument: true);
        List<string> rest = Parse(ref parser, words);
        if (options.VersionWanted)
        {
            output.Write($"berth-runtime version {BuildFacts.Version}\ncommit: {BuildFacts.Commit}\nspec: {RuntimeSpec.Version}\n");
            return 0;
        }

        if (parser.HelpWanted || rest.Count == 0 || rest is ["help"])
        {
            output.Write(Help.OfNoun(Noun, "Run OCI bundles", Verbs, name => Find(name)!));
            return 0;
        }

        if (rest[0] is "checkpoint" or "restore")
        {
            throw new EngineException(ErrorKind.NotSupported, $"{rest[0]} is not supported by this release: it does not drive CRIU");
        }

        RuntimeVerb verb = Find(rest[0]) ?? throw new UsageException($"unknown command: {ProgramName.Current} {Noun} {rest[0]}", 3,
            NearestName.Find(rest[0], Verbs) is string near ? $"did you mean {ProgramName.Current} {Noun} {near}?" : null);
        called = verb;
        path = $"{Noun} {rest[0]}";
        var verbParser = new OptionParser(verb.Options, verb.StopsAtArgument);
        List<string> arguments = Parse(ref verbParser, CollectionsMarshal.AsSpan(rest)[1..]);
        if (verbParser.HelpWanted)
        {
            output.Write(Help.OfVerb(path, verb));
            return 0;
        }

        if (verb.Usage.Arguments.Complaint(arguments.Count) is string complaint)
        {
            throw new UsageException($"'{ProgramName.Current} {path}' {complaint}", 1);
        }

        verb.Runtime = new OciRuntime(options.Root) { UsesSystemd = options.SystemdCgroup, Warn = message => error.WriteLine($"{ProgramName.Current}: warning: {message}") };
        return verb.Run(new Invocation(path, arguments, globals, new ClientConfig(globals.ConfigDirectory), output, error));
    }

    /// <summary>As docker's grammar, but a wrong option ends with 1.</summary>
    private static List<string> Parse(ref OptionParser parser, ReadOnlySpan<string> words)
    {
        try
        {
            return parser.Parse(words);
        }
        catch (UsageException e)
        {
            throw new UsageException(e.Message, 1, e.Hint);
        }
    }
}
