using Berth.Cli.CommandLine;
using Berth.Cli.Output;
using Berth.Kernel;
using Berth.Runtime.Lifecycle;

namespace Berth.Cli.Runtime;

/// <summary>
/// <c>berth runtime …</c>, also called as <c>berth-runtime</c>: the OCI runtime's command line, whose global options stand before its verb
/// as runc's and crun's do.
/// </summary>
internal static class RuntimeDispatcher
{
    public const string Noun = "runtime";

    public static IReadOnlyList<string> Verbs => ["create", "delete", "kill", "run", "spec", "start", "state"];

    public static RuntimeVerb? Find(string verb) => verb switch
    {
        "create" => new CreateVerb(),
        "delete" => new DeleteVerb(),
        "kill" => new KillVerb(),
        "run" => new RunVerb(),
        "spec" => new SpecVerb(),
        "start" => new StartVerb(),
        "state" => new StateVerb(),
        _ => null,
    };

    public static int Run(ReadOnlySpan<string> words, GlobalOptions globals, TextOutput output, TextOutput error)
    {
        var root = new TextOption("root", '\0', "Directory of the runtime's state", DefaultRoot);
        // What callers pass habitually and what changes nothing here.
        var log = new TextOption("log", '\0', "File that gets error messages, too");
        var logFormat = new TextOption("log-format", '\0', "Format of that file", "text", ["text", "json"]);
        var debug = new Switch("debug", '\0', "Enable debug mode");
        Option[] options = [root, log, logFormat, debug];
        var parser = new OptionParser(options, stopAtArgument: true);
        List<string> rest = parser.Parse(words);
        if (parser.HelpWanted || rest.Count == 0)
        {
            output.Write(Help.OfNoun(Noun, "Run OCI bundles", Verbs, name => Find(name)!));
            return 0;
        }

        RuntimeVerb verb = Find(rest[0]) ?? throw new UsageException($"unknown command: {ProgramName.Current} {Noun} {rest[0]}", 1,
            NearestName.Find(rest[0], Verbs) is string near ? $"did you mean {ProgramName.Current} {Noun} {near}?" : null);
        string path = $"{Noun} {rest[0]}";
        var verbParser = new OptionParser(verb.Options, verb.StopsAtArgument);
        List<string> arguments = verbParser.Parse(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(rest)[1..]);
        if (verbParser.HelpWanted)
        {
            output.Write(Help.OfVerb(path, verb));
            return 0;
        }

        if (verb.Usage.Arguments.Complaint(arguments.Count) is string complaint)
        {
            throw new UsageException($"'{ProgramName.Current} {path}' {complaint}", 1);
        }

        verb.Runtime = new OciRuntime(root.Value);
        try
        {
            return verb.Run(new Invocation(path, arguments, globals, new Configuration.ClientConfig(globals.ConfigDirectory), output, error));
        }
        catch (Exception failure) when (log.Given)
        {
            WriteLog(log.Value, logFormat.Value == "json", failure.Message);
            throw;
        }
    }

    private static string DefaultRoot =>
        Files.EffectiveUser == 0 ? "/run/berth/runtime" : $"{Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") ?? "/tmp"}/berth/runtime";

    private static void WriteLog(string path, bool json, string message)
    {
        string time = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ");
        string line = json
            ? $$"""{"level":"error","msg":"{{System.Text.Json.JsonEncodedText.Encode(message)}}","time":"{{time}}"}"""
            : $"time=\"{time}\" level=error msg=\"{message}\"";
        File.AppendAllText(path, line + "\n");
    }
}
