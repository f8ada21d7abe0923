using Berth.Engine.Contracts;

namespace Berth.Cli.Values;

/// <summary>One <c>--ulimit</c>: <c>name=soft[:hard]</c>; -1 is unlimited.</summary>
internal static class UlimitValue
{
    /// <summary>Reads a limit. Returns null, or docker's reason.</summary>
    public static string? Parse(string text, out Ulimit limit)
    {
        limit = new Ulimit();
        int equals = text.IndexOf('=');
        if (equals < 0)
        {
            return $"invalid ulimit argument: {text}";
        }

        string name = text[..equals];
        string[] values = text[(equals + 1)..].Split(':');
        if (name is not ("as" or "core" or "cpu" or "data" or "fsize" or "locks" or "memlock" or "msgqueue" or "nice" or "nofile" or "nproc"
            or "rss" or "rtprio" or "rttime" or "sigpending" or "stack"))
        {
            return $"invalid ulimit type: {name}";
        }

        if (values.Length > 2)
        {
            return $"too many limit value arguments - {text[(equals + 1)..]}, can only have up to two, `soft[:hard]`";
        }

        if (!long.TryParse(values[0], out long soft))
        {
            return $"strconv.ParseInt: parsing {CommandLine.GoQuoted.Text(values[0])}: invalid syntax";
        }

        long hard = soft;
        if (values.Length == 2 && !long.TryParse(values[1], out hard))
        {
            return $"strconv.ParseInt: parsing {CommandLine.GoQuoted.Text(values[1])}: invalid syntax";
        }

        if (hard != -1 && (soft == -1 || soft > hard))
        {
            return $"ulimit soft limit must be less than or equal to hard limit: {(soft == -1 ? "unlimited" : soft)} > {hard}";
        }

        limit = new Ulimit { Name = name, Soft = soft, Hard = hard };
        return null;
    }
}
