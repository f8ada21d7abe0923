using System.Globalization;
using Berth.Oci;

namespace Berth.Images;

/// <summary>Applies <c>--change</c> instructions of import and commit to a configuration. Throws <see cref="EngineException"/> (InvalidArgument).</summary>
public static class ImageChanges
{
    public static ImageConfig Apply(ImageConfig config, IEnumerable<string> changes)
    {
        foreach (string change in changes)
        {
            string text = change.Trim();
            int blank = text.AsSpan().IndexOfAny(' ', '\t');
            string instruction = (blank < 0 ? text : text[..blank]).ToUpperInvariant();
            string argument = blank < 0 ? "" : text[blank..].Trim();
            if (argument.Length == 0) throw Invalid($"{instruction} requires at least one argument");
            config = ApplyOne(config, instruction, argument);
        }
        return config;
    }

    private static ImageConfig ApplyOne(ImageConfig config, string instruction, string argument) => instruction switch
    {
        "CMD" => config with { Cmd = DockerfileWords.ExecOrShell(argument) },
        "ENTRYPOINT" => config with { Entrypoint = DockerfileWords.ExecOrShell(argument) },
        "ENV" => config with { Env = WithVariables(config.Env, DockerfileWords.Pairs("ENV", argument)) },
        "LABEL" => config with { Labels = WithLabels(config.Labels, DockerfileWords.Pairs("LABEL", argument)) },
        "EXPOSE" => config with { ExposedPorts = Union(config.ExposedPorts, Ports(argument)) },
        "VOLUME" => config with { Volumes = Union(config.Volumes, DockerfileWords.ExecForm(argument) ?? DockerfileWords.Words(argument)) },
        "USER" => config with { User = argument },
        "WORKDIR" => config with { WorkingDir = Join(config.WorkingDir, argument) },
        "STOPSIGNAL" => config with { StopSignal = argument },
        "SHELL" => config with { Shell = DockerfileWords.ExecForm(argument) ?? throw Invalid("SHELL requires the arguments to be in JSON form") },
        "ONBUILD" => config with { OnBuild = [.. config.OnBuild ?? [], OnBuild(argument)] },
        "HEALTHCHECK" => config with { Healthcheck = ReadHealthcheck(argument) },
        "ADD" or "ARG" or "COPY" or "FROM" or "MAINTAINER" or "RUN" => throw Invalid($"{instruction.ToLowerInvariant()} is not a valid change command"),
        _ when instruction.EndsWith(':') => throw new EngineException(
            ErrorKind.InvalidArgument, $"unknown instruction: {instruction}", $"an instruction has no colon: {instruction.TrimEnd(':')} {argument}"),
        _ => throw Invalid($"unknown instruction: {instruction}"),
    };

    private static EngineException Invalid(string message) => new(ErrorKind.InvalidArgument, message);

    private static string OnBuild(string argument)
    {
        string first = argument.Split(' ', 2)[0].ToUpperInvariant();
        return first switch
        {
            "ONBUILD" => throw Invalid("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"),
            "FROM" or "MAINTAINER" => throw Invalid($"{first} isn't allowed as an ONBUILD trigger"),
            _ => argument,
        };
    }

    private static string[] WithVariables(string[]? variables, List<(string Name, string Value)> pairs)
    {
        var list = new List<string>(variables ?? []);
        foreach ((string name, string value) in pairs)
        {
            int at = list.FindIndex(v => v.StartsWith(name + "=", StringComparison.Ordinal));
            if (at >= 0) list[at] = $"{name}={value}";
            else list.Add($"{name}={value}");
        }
        return [.. list];
    }

    private static Dictionary<string, string> WithLabels(Dictionary<string, string>? labels, List<(string Name, string Value)> pairs)
    {
        var result = new Dictionary<string, string>(labels ?? []);
        foreach ((string name, string value) in pairs) result[name] = value;
        return result;
    }

    private static string[] Union(string[]? items, IEnumerable<string> more)
    {
        var list = new List<string>(items ?? []);
        foreach (string item in more)
            if (!list.Contains(item)) list.Add(item);
        return [.. list];
    }

    // PORT, PORT/PROTOCOL, or FIRST-LAST/PROTOCOL.
    private static IEnumerable<string> Ports(string argument)
    {
        foreach (string word in DockerfileWords.Words(argument))
        {
            string[] parts = word.Split('/');
            string protocol = parts.Length == 2 ? parts[1].ToLowerInvariant() : "tcp";
            string[] range = parts[0].Split('-');
            if (parts.Length > 2 || range.Length > 2 || protocol is not ("tcp" or "udp" or "sctp")
                || !TryPort(range[0], out int first) || !TryPort(range[^1], out int last) || last < first)
                throw Invalid($"invalid containerPort: {word}");
            for (int port = first; port <= last; port++) yield return $"{port}/{protocol}";
        }
    }

    private static bool TryPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and < 65536;

    private static string Join(string? current, string path)
    {
        if (!path.StartsWith('/')) path = (string.IsNullOrEmpty(current) ? "/" : current) + "/" + path;
        return Path.GetFullPath(path);
    }

    private static Healthcheck ReadHealthcheck(string argument)
    {
        if (argument.Equals("NONE", StringComparison.OrdinalIgnoreCase)) return new Healthcheck { Test = ["NONE"] };
        var check = new Healthcheck();
        while (argument.StartsWith("--", StringComparison.Ordinal))
        {
            int blank = argument.AsSpan().IndexOfAny(' ', '\t');
            string option = blank < 0 ? argument : argument[..blank];
            argument = blank < 0 ? "" : argument[blank..].TrimStart();
            int equals = option.IndexOf('=');
            (string name, string value) = equals < 0 ? (option, "") : (option[..equals], option[(equals + 1)..]);
            check = name switch
            {
                "--interval" => check with { Interval = Duration(name, value) },
                "--timeout" => check with { Timeout = Duration(name, value) },
                "--start-period" => check with { StartPeriod = Duration(name, value) },
                "--start-interval" => check with { StartInterval = Duration(name, value) },
                "--retries" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int retries) => check with { Retries = retries },
                _ => throw Invalid($"HEALTHCHECK: invalid option {option}"),
            };
        }
        string[] words = argument.Split((char[])[' ', '\t'], 2, StringSplitOptions.TrimEntries);
        if (!words[0].Equals("CMD", StringComparison.OrdinalIgnoreCase)) throw Invalid($"Unknown type \"{words[0].ToUpperInvariant()}\" in HEALTHCHECK (try CMD)");
        if (words.Length < 2 || words[1].Length == 0) throw Invalid("Missing command after HEALTHCHECK CMD");
        return check with { Test = DockerfileWords.ExecForm(words[1]) is { } command ? ["CMD", .. command] : ["CMD-SHELL", words[1]] };
    }

    // Go's durations: 1m30s, 500ms, 1.5h. In nanoseconds.
    private static long Duration(string option, string text)
    {
        double total = 0;
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            int digits = Numeric(rest, true);
            if (digits == 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)) break;
            rest = rest[digits..];
            ReadOnlySpan<char> unit = rest[..Numeric(rest, false)];
            double scale = unit switch { "ns" => 1, "us" or "µs" => 1e3, "ms" => 1e6, "s" => 1e9, "m" => 60e9, "h" => 3600e9, _ => double.NaN };
            total += number * scale;
            rest = rest[unit.Length..];
        }
        if (text.Length == 0 || !rest.IsEmpty || !double.IsFinite(total) || total is < 0 or > 9e18) throw Invalid($"HEALTHCHECK: {option}: invalid duration \"{text}\"");
        return (long)total;
    }

    // How far the digits, or what is not digits, reach.
    private static int Numeric(ReadOnlySpan<char> text, bool digits)
    {
        int i = 0;
        while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] == '.') == digits) i++;
        return i;
    }
}
