using Berth.Cli.CommandLine;

namespace Berth.Cli.Containers;

/// <summary>"run debian -it bash" asks for a program called -it: the options were meant for the engine.</summary>
internal static class MisplacedOptions
{
    /// <summary>The line as it was meant, when the container's command begins with a dash; else null.</summary>
    public static string? Hint(Invocation invocation, string before)
    {
        IReadOnlyList<string> words = invocation.Arguments;
        if (words.Count < 2 || !words[1].StartsWith('-'))
        {
            return null;
        }

        int command = 1;
        while (command < words.Count && words[command].StartsWith('-'))
        {
            command++;
        }

        string line = string.Join(' ', [.. words.Skip(1).Take(command - 1), words[0], .. words.Skip(command)]);
        return $"options stand before {before}: {ProgramName.Current} {invocation.Path} {line}";
    }
}
