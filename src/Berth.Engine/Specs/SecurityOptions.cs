using Berth.Engine.Contracts;
using Berth.Engine.Security;
using Berth.Oci;
using Berth.Runtime;

namespace Berth.Engine;

/// <summary>What the <c>--security-opt</c> flags say together.</summary>
internal sealed record SecurityOptions
{
    internal bool NoNewPrivileges { get; private init; }

    /// <summary><c>default</c>, <c>unconfined</c>, or a profile's JSON text.</summary>
    internal string Seccomp { get; private init; } = "default";

    /// <summary>A profile's name, or <c>unconfined</c>. Empty when none was named and the host has no default.</summary>
    internal string AppArmor { get; private init; } = "";

    /// <summary><c>systempaths=unconfined</c>: nothing is masked or read-only.</summary>
    internal bool UnconfinedSystemPaths { get; private init; }

    internal static SecurityOptions Parse(HostConfig host, bool noNewPrivilegesByDefault)
    {
        var options = new SecurityOptions
        {
            NoNewPrivileges = noNewPrivilegesByDefault,
            Seccomp = host.Privileged ? "unconfined" : "default",
            AppArmor = host.Privileged ? "unconfined" : "",
        };
        foreach (string text in host.SecurityOpt ?? []) options = options.With(text);
        return options.AppArmor.Length == 0 && DefaultAppArmor.IsAvailable ? options with { AppArmor = DefaultAppArmor.Name } : options;
    }

    private SecurityOptions With(string text)
    {
        if (text == "no-new-privileges") return this with { NoNewPrivileges = true };
        if (text == "disable") return this;
        int at = text.AsSpan().IndexOfAny('=', ':');
        if (at < 0) throw Invalid(text);
        string value = text[(at + 1)..];
        switch (text[..at])
        {
            case "no-new-privileges" when value is "true" or "1" or "t" or "T" or "TRUE" or "True": return this with { NoNewPrivileges = true };
            case "no-new-privileges" when value is "false" or "0" or "f" or "F" or "FALSE" or "False": return this with { NoNewPrivileges = false };
            case "seccomp" when value.Length > 0: return this with { Seccomp = value == "builtin" ? "default" : value };
            case "apparmor" when value.Length > 0: return this with { AppArmor = value };
            case "systempaths" when value == "unconfined": return this with { UnconfinedSystemPaths = true };
            // SELinux: nothing to label where it is off, and Berth does not run where it is on with labels yet.
            case "label": return this;
            default: throw Invalid(text);
        }
    }

    private static EngineException Invalid(string text) => new(
        ErrorKind.InvalidArgument, $"invalid --security-opt: \"{text}\"", "known are seccomp=, no-new-privileges, apparmor=, label= and systempaths=unconfined");
}
