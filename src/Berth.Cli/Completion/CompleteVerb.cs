using Berth.Cli.CommandLine;

namespace Berth.Cli.Completion;

/// <summary>
/// Hidden <c>__complete -- WORD… LAST</c>: prints what LAST may become, one candidate per line. <c>:files</c> asks the shell for its
/// own file names, <c>:nospace</c> for no blank after the candidate.
/// </summary>
internal sealed class CompleteVerb : Verb
{
    public override VerbUsage Usage => new("[WORD...]", "Print completions", ["__complete"], ArgumentCount.AtLeast(0));

    public override Option[] Options => [];

    // Nothing of the half-typed line may be taken as an option of this verb.
    public override bool StopsAtArgument => true;

    public override int Run(Invocation invocation)
    {
        List<string> words = [.. invocation.Arguments];
        if (words.Count == 0)
        {
            words.Add("");
        }

        string last = words[^1];
        foreach (string candidate in Candidates(words, invocation).Where(c => c.StartsWith(last, StringComparison.Ordinal) || c[0] == ':').Distinct())
        {
            invocation.Output.WriteLine(candidate);
        }

        return 0;
    }

    private static IEnumerable<string> Candidates(List<string> words, Invocation invocation)
    {
        string last = words[^1];
        int at = SkipOptions(words, 0, invocation.Globals.Options, out Option? pending);
        if (at >= words.Count - 1 && pending is not null)
        {
            return pending.Name is "config" or "data-root" ? [":files"] : pending.Choices.ToArray();
        }

        if (at == words.Count - 1)
        {
            return last.StartsWith('-') ? OptionNames(invocation.Globals.Options) : VerbRegistry.TopLevel;
        }

        string path = words[at++];
        if (VerbRegistry.NounSummary(path) is not null)
        {
            if (at == words.Count - 1)
            {
                return VerbRegistry.VerbsOf(path);
            }

            path = $"{path} {words[at++]}";
        }

        return VerbRegistry.Find(path) is Verb verb ? VerbCandidates(verb, path, words, at, invocation) : [];
    }

    private static IEnumerable<string> VerbCandidates(Verb verb, string path, List<string> words, int at, Invocation invocation)
    {
        Option[] options = verb.Options;
        var arguments = new List<string>();
        while (true)
        {
            at = SkipOptions(words, at, options, out Option? pending);
            if (pending is not null)
            {
                return verb.CompleteOption(pending, invocation);
            }

            if (at >= words.Count - 1)
            {
                break;
            }

            arguments.Add(words[at++]);
            if (verb.StopsAtArgument)
            {
                arguments.AddRange(words.Skip(at).SkipLast(1));
                break;
            }
        }

        string last = words[^1];
        if (last.StartsWith('-') && (arguments.Count == 0 || !verb.StopsAtArgument))
        {
            int equals = last.IndexOf('=');
            Option? named = equals < 0 ? null : options.FirstOrDefault(option => "--" + option.Name == last[..equals]);
            return named is null ? OptionNames(options) : verb.CompleteOption(named, invocation).Select(value => $"--{named.Name}={value}");
        }

        return verb.CompleteArgument(arguments.Count, new Invocation(path, arguments, invocation.Globals, invocation.Config, invocation.Output, invocation.Error));
    }

    private static IEnumerable<string> OptionNames(Option[] options) =>
        options.Where(option => !option.Hidden).Select(option => "--" + option.Name).Append("--help").Order(StringComparer.Ordinal);

    // Steps over complete options; pending is the option whose value is the last word.
    private static int SkipOptions(List<string> words, int at, Option[] options, out Option? pending)
    {
        pending = null;
        for (; at < words.Count - 1 && words[at].StartsWith('-') && words[at].Length > 1; at++)
        {
            string word = words[at];
            Option? option = word.StartsWith("--", StringComparison.Ordinal)
                ? options.FirstOrDefault(o => "--" + o.Name == word)
                : options.FirstOrDefault(o => o.Shorthand == word[^1] && o.Shorthand != '\0');
            if (option is not null && option.BareValue is null)
            {
                if (++at >= words.Count - 1)
                {
                    pending = option;
                    return at;
                }
            }
        }

        return at;
    }
}
