namespace Berth.Cli.CommandLine;

/// <summary>An option whose value is taken as it stands; the last one given wins.</summary>
internal sealed class TextOption(string name, char shorthand, string usage, string value = "", string[]? choices = null)
    : Option(name, shorthand, "string", usage)
{
    private readonly string _default = value;
    private readonly string[] _choices = choices ?? [];

    public string Value { get; private set; } = value;

    /// <summary>The value, or null when the option was not given.</summary>
    public string? GivenValue => Given ? Value : null;

    public override string? DefaultText => _default.Length == 0 ? null : GoQuoted.Text(_default);

    public override ReadOnlySpan<string> Choices => _choices;

    protected override string? Assign(string value)
    {
        Value = value;
        return null;
    }
}
