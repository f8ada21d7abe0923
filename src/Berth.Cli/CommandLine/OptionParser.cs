namespace Berth.Cli.CommandLine;

/// <summary>
/// Reads a command line by pflag's grammar: <c>--name value</c>, <c>--name=value</c>, <c>-n value</c>, <c>-nvalue</c>,
/// <c>-n=value</c>, clusters (<c>-it</c>), <c>--</c>. A switch takes a value only after <c>=</c>. With
/// <paramref name="stopAtArgument"/> the first argument ends the options: what follows belongs to the container.
/// </summary>
internal ref struct OptionParser(ReadOnlySpan<Option> options, bool stopAtArgument)
{
    /// <summary>Malformed options end with this code in every verb.</summary>
    public const int ExitCode = 125;

    private readonly ReadOnlySpan<Option> _options = options;

    /// <summary>True when <c>--help</c> was met (or <c>-h</c>, where the verb gives that letter no other meaning).</summary>
    public bool HelpWanted { get; private set; }

    /// <summary>The help was asked for by the deprecated letter.</summary>
    public bool HelpByLetter { get; private set; }

    /// <summary>The number of arguments before <c>--</c>; -1 when there was none.</summary>
    public int DashPosition { get; private set; } = -1;

    /// <summary>Sets the options and returns the arguments in order.</summary>
    /// <exception cref="UsageException">An option is unknown, lacks its value or has a bad one.</exception>
    public List<string> Parse(ReadOnlySpan<string> words)
    {
        var arguments = new List<string>();
        for (int i = 0; i < words.Length; i++)
        {
            string word = words[i];
            if (word.Length < 2 || word[0] != '-')
            {
                if (stopAtArgument)
                {
                    arguments.AddRange(words[i..]);
                    break;
                }

                arguments.Add(word);
                continue;
            }

            if (word == "--")
            {
                DashPosition = arguments.Count;
                arguments.AddRange(words[(i + 1)..]);
                break;
            }

            bool stop = word[1] == '-' ? ParseLong(word, words, ref i) : ParseCluster(word, words, ref i);
            if (stop)
            {
                HelpWanted = true;
                break;
            }
        }

        return arguments;
    }

    private bool ParseLong(string word, ReadOnlySpan<string> words, ref int i)
    {
        int equals = word.IndexOf('=');
        string name = equals < 0 ? word[2..] : word[2..equals];
        if (name.Length == 0 || name[0] is '-')
        {
            throw Fail($"bad flag syntax: {word}");
        }

        Option? option = Find(name);
        if (option is null)
        {
            return name == "help" ? true : throw Fail($"unknown flag: --{name}", Nearest(name));
        }

        string? value = equals >= 0 ? word[(equals + 1)..] : option.BareValue;
        if (value is null)
        {
            if (++i >= words.Length)
            {
                throw Fail($"flag needs an argument: --{name}");
            }

            value = words[i];
        }

        Set(option, value);
        return false;
    }

    private bool ParseCluster(string word, ReadOnlySpan<string> words, ref int i)
    {
        for (int at = 1; at < word.Length; at++)
        {
            char letter = word[at];
            Option? option = Find(letter);
            if (option is null)
            {
                if (letter != 'h')
                {
                    throw Fail($"unknown shorthand flag: '{letter}' in -{word[at..]}", LongNameWithOneDash(word));
                }

                HelpByLetter = true;
                return true;
            }

            if (at + 2 < word.Length && word[at + 1] == '=')
            {
                Set(option, word[(at + 2)..]);
                return false;
            }

            if (option.BareValue is string bare)
            {
                Set(option, bare);
                continue;
            }

            if (at + 1 < word.Length)
            {
                Set(option, word[(at + 1)..]);
                return false;
            }

            if (++i >= words.Length)
            {
                throw Fail($"flag needs an argument: '{letter}' in -{word[at..]}");
            }

            Set(option, words[i]);
            return false;
        }

        return false;
    }

    private static void Set(Option option, string value)
    {
        if (option.Set(value) is string reason)
        {
            string? hint = option is Switch && NearestName.Find(value, ["true", "false"]) is string near ? $"did you mean --{option.Name}={near}?" : null;
            throw Fail($"invalid argument {GoQuoted.Text(value)} for \"{option.Spelling}\" flag: {reason}", hint);
        }
    }

    private readonly Option? Find(string name)
    {
        foreach (Option option in _options)
        {
            if (option.Name == name)
            {
                return option;
            }
        }

        return null;
    }

    private readonly Option? Find(char letter)
    {
        foreach (Option option in _options)
        {
            if (option.Shorthand == letter && letter != '\0')
            {
                return option;
            }
        }

        return null;
    }

    private readonly string? Nearest(string name)
    {
        var names = new List<string> { "help" };
        foreach (Option option in _options)
        {
            if (!option.Hidden)
            {
                names.Add(option.Name);
            }
        }

        return NearestName.Find(name, names) is string near ? $"did you mean --{near}?" : null;
    }

    // "-name x" is read as a cluster; when the whole word is a long option, one dash was forgotten.
    private readonly string? LongNameWithOneDash(string word)
    {
        int equals = word.IndexOf('=');
        string name = equals < 0 ? word[1..] : word[1..equals];
        return name.Length > 1 && Find(name) is not null ? $"did you mean --{name}?" : null;
    }

    private static UsageException Fail(string message, string? hint = null) => new(message, ExitCode, hint, prefixed: false);
}
