using System.Diagnostics;
using Berth.Cli.Configuration;
using Berth.Cli.Information;
using Berth.Cli.Output;
using Berth.Cli.Runtime;

namespace Berth.Cli.CommandLine;

/// <summary>From the words of a command line to an exit code: global options, the verb, its options, its arguments.</summary>
internal static class Dispatcher
{
    /// <summary>Runs one command. Never throws: every failure has been printed when this returns.</summary>
    public static int Run(string[] words)
    {
        using var output = new TextOutput(1);
        using var error = new TextOutput(2, lineBuffered: true);
        long start = Stopwatch.GetTimestamp();
        var globals = new GlobalOptions();
        var call = new Call("", null, null);
        int code;
        try
        {
            code = Run(words, globals, output, error, ref call);
        }
        catch (Exception failure)
        {
            output.TryFlush();
            code = ErrorPrinter.Print(failure, call.Path, call.Verb, globals.Debug, error);
        }

        if (globals.Debug && call.Invocation is { HasEngine: true } invocation)
        {
            output.TryFlush();
            PhaseReport.Print(invocation.Engine.Phases, start, error);
        }

        return output.TryFlush() || code != 0 ? code : ErrorPrinter.OutputLost(output, error);
    }

    private static int Run(string[] words, GlobalOptions globals, TextOutput output, TextOutput error, ref Call call)
    {
        if (ProgramName.IsRuntime)
        {
            return RuntimeDispatcher.Run(words, globals, output, error);
        }

        var parser = new OptionParser(globals.Options, stopAtArgument: true);
        List<string> rest = parser.Parse(words);
        if (globals.VersionWanted)
        {
            output.WriteLine(VersionLine.Text);
            return 0;
        }

        if (rest is [RuntimeDispatcher.Noun, ..])
        {
            return RuntimeDispatcher.Run(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(rest)[1..], globals, output, error);
        }

        if (rest is ["help", ..])
        {
            return PrintHelp(rest.GetRange(1, rest.Count - 1), output);
        }

        if (parser.HelpWanted || rest.Count == 0)
        {
            output.Write(Help.OfProgram());
            return 0;
        }

        (string path, int used) = Resolve(rest);
        if (VerbRegistry.NounSummary(path) is not null)
        {
            return RunNoun(path, rest, output);
        }

        var config = new ClientConfig(globals.ConfigDirectory);
        Verb? found = VerbRegistry.Find(path);
        if (found is null && used == 1 && config.Alias(path) is { Length: > 0 } alias && VerbRegistry.Find(alias) is Verb aliased)
        {
            (path, found) = (alias, aliased);
        }

        Verb verb = found ?? throw UnknownVerb(path);
        call = new Call(path, verb, null);
        globals.RefuseOtherEngines(config);
        List<string> arguments = ParseVerb(path, verb, rest, used, error, out bool help);
        if (help)
        {
            output.Write(Help.OfVerb(path, verb));
            return 0;
        }

        if (verb.Usage.Arguments.Complaint(arguments.Count) is string complaint)
        {
            throw new UsageException($"'{ProgramName.Current} {path}' {complaint}", 1);
        }

        var invocation = new Invocation(path, arguments, globals, config, output, error);
        call = new Call(path, verb, invocation);
        return verb.Run(invocation);
    }

    private static List<string> ParseVerb(string path, Verb verb, List<string> rest, int used, TextOutput error, out bool help)
    {
        var parser = new OptionParser(verb.Options, verb.StopsAtArgument);
        List<string> arguments = parser.Parse(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(rest)[used..]);
        help = parser.HelpWanted;
        if (parser.HelpByLetter)
        {
            error.WriteLine("Flag shorthand -h has been deprecated, use --help");
        }

        return arguments;
    }

    // "container ls" is two words, "ps" is one; a noun alone, or followed by an option, stays one word.
    private static (string Path, int Words) Resolve(List<string> rest) =>
        VerbRegistry.NounSummary(rest[0]) is not null && rest.Count > 1 && !rest[1].StartsWith('-') ? ($"{rest[0]} {rest[1]}", 2) : (rest[0], 1);

    private static int RunNoun(string noun, List<string> rest, TextOutput output)
    {
        if (rest.Count > 1 && rest[1] is not ("--help" or "-h"))
        {
            throw new UsageException(
                rest[1].StartsWith("--", StringComparison.Ordinal) ? $"unknown flag: {rest[1]}" : $"unknown shorthand flag: '{rest[1][1]}' in {rest[1]}",
                OptionParser.ExitCode,
                prefixed: false);
        }

        output.Write(Help.OfNoun(noun, VerbRegistry.NounSummary(noun)!, VerbRegistry.VerbsOf(noun)));
        return 0;
    }

    private static int PrintHelp(List<string> topic, TextOutput output)
    {
        if (topic.Count == 0)
        {
            output.Write(Help.OfProgram());
            return 0;
        }

        (string path, _) = Resolve(topic);
        if (VerbRegistry.NounSummary(path) is string summary)
        {
            output.Write(Help.OfNoun(path, summary, VerbRegistry.VerbsOf(path)));
            return 0;
        }

        Verb verb = VerbRegistry.Find(path)
            ?? throw new UsageException($"unknown help topic: {string.Join(' ', topic)}", 1, UnknownVerb(path).Hint, prefixed: false) { HelpPath = "" };
        output.Write(Help.OfVerb(path, verb));
        return 0;
    }

    private static UsageException UnknownVerb(string path)
    {
        int blank = path.IndexOf(' ');
        string typed = path[(blank + 1)..];
        IReadOnlyList<string> known = blank < 0 ? VerbRegistry.TopLevel : VerbRegistry.VerbsOf(path[..blank]);
        string prefix = blank < 0 ? "" : path[..(blank + 1)];
        string? hint = VerbRegistry.ComesLater(path) ?? (NearestName.Find(typed, known) is string near ? $"did you mean {ProgramName.Current} {prefix}{near}?" : null);
        return new UsageException($"unknown command: {ProgramName.Current} {path}", 1, hint) { HelpPath = blank < 0 ? null : path[..blank] };
    }

    /// <summary>What was being called, for the messages.</summary>
    private readonly record struct Call(string Path, Verb? Verb, Invocation? Invocation);
}
