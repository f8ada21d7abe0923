namespace Berth.Cli.CommandLine;

/// <summary>
/// An option of docker's that this release does not have. It is known, so that giving it fails with the reason instead of "unknown flag",
/// and never ignored.
/// </summary>
internal sealed class LaterOption : Option
{
    private readonly string _reason;
    private readonly bool _isSwitch;

    public LaterOption(string name, char shorthand, string reason, bool isSwitch = false) : base(name, shorthand, isSwitch ? "" : "string", "")
    {
        _reason = reason;
        _isSwitch = isSwitch;
        Hidden = true;
    }

    public override string? BareValue => _isSwitch ? "true" : null;

    protected override string? Assign(string value) => _isSwitch && value is "false" or "0" ? null : _reason;
}
