namespace Berth.Cli.Values;

/// <summary>One <c>--security-opt</c>.</summary>
internal static class SecurityOption
{
    /// <summary>The option in the form the engine keeps, the path of a seccomp profile made absolute; or docker's reason.</summary>
    public static string? Resolve(string text, out string option)
    {
        option = text;
        int mark = text.IndexOfAny(['=', ':']);
        string key = mark < 0 ? text : text[..mark];
        if (mark < 0 && key is not ("no-new-privileges" or "systempaths"))
        {
            return $"Invalid --security-opt: {CommandLine.GoQuoted.Text(text)}";
        }

        string value = mark < 0 ? "" : text[(mark + 1)..];
        option = mark < 0 ? key : $"{key}={value}";
        switch (key)
        {
            case "seccomp" when value is not ("unconfined" or "builtin" or ""):
                if (!File.Exists(value))
                {
                    return $"opening seccomp profile ({value}) failed: open {value}: no such file or directory";
                }

                option = $"seccomp={Path.GetFullPath(value)}";
                return null;
            case "no-new-privileges" or "seccomp" or "apparmor" or "label" or "systempaths" or "writable-cgroups":
                return null;
            default:
                return $"invalid --security-opt 1: {CommandLine.GoQuoted.Text(text)}";
        }
    }
}
