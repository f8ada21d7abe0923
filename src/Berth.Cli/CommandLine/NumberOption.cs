namespace Berth.Cli.CommandLine;

/// <summary>A whole number, in Go's spelling: decimal, <c>0x</c>, <c>0o</c> or <c>0b</c>.</summary>
internal sealed class NumberOption(string name, char shorthand, string usage, long value = 0, string type = "int")
    : Option(name, shorthand, type, usage)
{
    private readonly long _default = value;

    public long Value { get; private set; } = value;

    /// <summary>The value, or null when the option was not given.</summary>
    public long? GivenValue => Given ? Value : null;

    public override string? DefaultText => _default == 0 ? null : _default.ToString();

    protected override string? Assign(string value)
    {
        if (!GoNumber.TryParse(value, out long number, out string reason))
        {
            return $"strconv.ParseInt: parsing {GoQuoted.Text(value)}: {reason}";
        }

        Value = number;
        return null;
    }
}
