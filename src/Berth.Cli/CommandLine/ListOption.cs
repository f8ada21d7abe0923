namespace Berth.Cli.CommandLine;

/// <summary>Reads one value of an option. Returns null, or the reason why <paramref name="text"/> is no good.</summary>
internal delegate string? ValueParser<T>(string text, out T value);

/// <summary>An option that may be repeated; the values are kept in order, as given.</summary>
internal sealed class ListOption(string name, char shorthand, string usage, Func<string, string?>? check = null, string type = "list", string? defaultText = null)
    : Option(name, shorthand, type, usage)
{
    private List<string>? _values;

    public IReadOnlyList<string> Values => _values is null ? [] : _values;

    public override string? DefaultText => defaultText;

    protected override string? Assign(string value)
    {
        if (check?.Invoke(value) is string reason)
        {
            return reason;
        }

        (_values ??= []).Add(value);
        return null;
    }
}

/// <summary>An option that may be repeated, whose values are parsed as they are read.</summary>
internal sealed class ListOption<T>(string name, char shorthand, string type, string usage, ValueParser<T> parse, string? defaultText = null)
    : Option(name, shorthand, type, usage)
{
    private List<T>? _values;

    public IReadOnlyList<T> Values => _values is null ? [] : _values;

    public override string? DefaultText => defaultText;

    protected override string? Assign(string value)
    {
        string? reason = parse(value, out T parsed);
        if (reason is null)
        {
            (_values ??= []).Add(parsed);
        }

        return reason;
    }
}

/// <summary>An option whose one value is parsed as it is read; the last one given wins.</summary>
internal sealed class ValueOption<T>(string name, char shorthand, string type, string usage, ValueParser<T> parse, string? defaultText = null)
    : Option(name, shorthand, type, usage)
    where T : struct
{
    /// <summary>The value, or null when the option was not given.</summary>
    public T? Value { get; private set; }

    public override string? DefaultText => defaultText;

    protected override string? Assign(string value)
    {
        string? reason = parse(value, out T parsed);
        if (reason is null)
        {
            Value = parsed;
        }

        return reason;
    }
}
