namespace Berth.Cli.CommandLine;

/// <summary>
/// One option of a verb: how it is spelt, described and read. A verb holds its options as fields, so that only the options of
/// the verb that was called ever exist.
/// </summary>
internal abstract class Option(string name, char shorthand, string type, string usage)
{
    /// <summary>The long name, without dashes.</summary>
    public string Name { get; } = name;

    /// <summary>The letter after a single dash, or NUL when there is none.</summary>
    public char Shorthand { get; } = shorthand;

    /// <summary>The word that help shows for the value (<c>string</c>, <c>list</c>, <c>bytes</c>); empty for a switch.</summary>
    public string Type { get; } = type;

    public string Usage { get; } = usage;

    /// <summary>True once the command line has given it.</summary>
    public bool Given { get; private set; }

    /// <summary>Accepted but left out of help and completion.</summary>
    public bool Hidden { get; init; }

    /// <summary>What help shows as the default, quoted as docker does; null when the default is the type's zero.</summary>
    public virtual string? DefaultText => null;

    /// <summary>The value that the bare option stands for; null when it must be given one.</summary>
    public virtual string? BareValue => null;

    /// <summary>The names that completion offers as values.</summary>
    public virtual ReadOnlySpan<string> Choices => [];

    /// <summary><c>-m, --memory</c>, as error messages spell it.</summary>
    public string Spelling => Shorthand == '\0' ? $"--{Name}" : $"-{Shorthand}, --{Name}";

    /// <summary>Takes a value. Returns null, or the reason why it is no good.</summary>
    public string? Set(string value)
    {
        string? reason = Assign(value);
        Given |= reason is null;
        return reason;
    }

    protected abstract string? Assign(string value);
}
