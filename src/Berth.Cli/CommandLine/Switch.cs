namespace Berth.Cli.CommandLine;

/// <summary>A yes-or-no option: <c>--rm</c>, <c>--rm=false</c>.</summary>
internal sealed class Switch(string name, char shorthand, string usage, bool value = false) : Option(name, shorthand, "", usage)
{
    private readonly bool _default = value;

    public bool Value { get; private set; } = value;

    public override string? DefaultText => _default ? "true" : null;

    public override string? BareValue => "true";

    protected override string? Assign(string value)
    {
        switch (value)
        {
            case "1" or "t" or "T" or "TRUE" or "true" or "True":
                Value = true;
                return null;
            case "0" or "f" or "F" or "FALSE" or "false" or "False":
                Value = false;
                return null;
            default:
                return $"strconv.ParseBool: parsing {GoQuoted.Text(value)}: invalid syntax";
        }
    }
}
