using System.Text;
using Berth.Kernel.Terminals;

namespace Berth.Cli.CommandLine;

/// <summary>Help texts in docker's layout: usage, aliases, a table of options wrapped to the terminal.</summary>
internal static class Help
{
    /// <summary>The help of one verb, called as <paramref name="path"/>.</summary>
    public static string OfVerb(string path, Verb verb)
    {
        VerbUsage usage = verb.Usage;
        var text = new StringBuilder().Append("Usage:  ").Append(UsageLine(path, usage)).Append("\n\n").Append(usage.Summary).Append('\n');
        if (usage.Aliases.Length > 1)
        {
            text.Append("\nAliases:\n  ").AppendJoin(", ", usage.Aliases.Select(alias => $"{ProgramName.Current} {alias}")).Append('\n');
        }

        AppendOptions(text, "Options:", verb.Options);
        return text.ToString();
    }

    /// <summary><c>berth run [OPTIONS] IMAGE [COMMAND] [ARG...]</c>.</summary>
    public static string UsageLine(string path, VerbUsage usage) => $"{ProgramName.Current} {path} {usage.Synopsis}".TrimEnd();

    /// <summary>The help of a noun: the list of its verbs.</summary>
    public static string OfNoun(string noun, string summary, IReadOnlyList<string> verbs) =>
        OfNoun(noun, summary, verbs, name => VerbRegistry.Find($"{noun} {name}")!);

    /// <summary>The help of a noun whose verbs are looked up with <paramref name="find"/>.</summary>
    public static string OfNoun(string noun, string summary, IReadOnlyList<string> verbs, Func<string, Verb> find)
    {
        var text = new StringBuilder($"Usage:  {ProgramName.Current} {noun} COMMAND\n\n{summary}\n");
        AppendCommands(text, "Commands:", verbs, name => find(name).Usage.Summary);
        return text.Append($"\nRun '{ProgramName.Current} {noun} COMMAND --help' for more information on a command.\n").ToString();
    }

    /// <summary>The help of the program.</summary>
    public static string OfProgram()
    {
        var text = new StringBuilder($"Usage:  {ProgramName.Current} [OPTIONS] COMMAND\n\nA container engine without a daemon\n");
        AppendCommands(text, "Common Commands:", VerbRegistry.Common, name => VerbRegistry.Find(name)!.Usage.Summary);
        AppendCommands(text, "Management Commands:", VerbRegistry.Nouns, name => VerbRegistry.NounSummary(name)!);
        AppendCommands(text, "Commands:", VerbRegistry.Others, name => VerbRegistry.Find(name)!.Usage.Summary);
        AppendOptions(text, "Global Options:", new GlobalOptions().Options);
        return text.Append($"\nRun '{ProgramName.Current} COMMAND --help' for more information on a command.\n").ToString();
    }

    private static void AppendCommands(StringBuilder text, string title, IReadOnlyList<string> names, Func<string, string> summary)
    {
        text.Append('\n').Append(title).Append('\n');
        int width = Math.Max(11, names.Max(name => name.Length));
        foreach (string name in names)
        {
            text.Append("  ").Append(name.PadRight(width)).Append(' ').Append(summary(name)).Append('\n');
        }
    }

    private static void AppendOptions(StringBuilder text, string title, Option[] options)
    {
        Option[] shown = [.. options.Where(option => !option.Hidden).OrderBy(option => option.Name, StringComparer.Ordinal)];
        if (shown.Length == 0)
        {
            return;
        }

        text.Append('\n').Append(title).Append('\n');
        string[] heads = [.. shown.Select(Head)];
        int indent = heads.Max(head => head.Length) + 3;
        int width = (Terminal.WindowSize(0)?.Columns is ushort columns and > 0 ? columns : 80) - 1;
        for (int i = 0; i < shown.Length; i++)
        {
            string described = shown[i].Usage + (shown[i].DefaultText is string given ? $" (default {given})" : "");
            text.Append(heads[i].PadRight(indent)).Append(Wrap(described, indent, width)).Append('\n');
        }
    }

    private static string Head(Option option)
    {
        string letter = option.Shorthand == '\0' ? "     " : $" -{option.Shorthand}, ";
        return $" {letter}--{option.Name}{(option.Type.Length == 0 ? "" : " " + option.Type)}";
    }

    // pflag's rules: lines break at the last blank that leaves five columns free, unless what remains fits anyway.
    private static string Wrap(string text, int indent, int width)
    {
        const int Least = 24, Slop = 5;
        var wrapped = new StringBuilder();
        if (width - indent < Least)
        {
            indent = 16;
            wrapped.Append('\n').Append(' ', indent);
        }

        string margin = "\n" + new string(' ', indent);
        int room = width - indent - Slop;
        if (room + Slop < Least)
        {
            return text.Replace("\n", margin);
        }

        bool first = true;
        while (first || text.Length > 0)
        {
            if (!first)
            {
                wrapped.Append(margin);
            }

            int cut = Cut(text, room, Slop);
            wrapped.Append((cut < 0 ? text : text[..cut]).Replace("\n", margin));
            text = cut < 0 ? "" : text[(cut + 1)..];
            first = false;
        }

        return wrapped.ToString();
    }

    private static int Cut(string text, int room, int slop)
    {
        if (room + slop > text.Length)
        {
            return -1;
        }

        int blank = text.AsSpan(0, room).LastIndexOfAny(" \t\n");
        if (blank <= 0)
        {
            return -1;
        }

        int line = text.AsSpan(0, room).LastIndexOf('\n');
        return line > 0 && line < blank ? line : blank;
    }
}
