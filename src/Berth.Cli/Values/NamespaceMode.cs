namespace Berth.Cli.Values;

/// <summary>The values of <c>--ipc</c>, <c>--pid</c>, <c>--uts</c>, <c>--cgroupns</c>, <c>--userns</c>, <c>--network</c>.</summary>
internal static class NamespaceMode
{
    /// <summary>The complaint about a bad value of <paramref name="option"/>, or null.</summary>
    public static string? Check(string option, string value)
    {
        bool isContainer = value.StartsWith("container:", StringComparison.Ordinal) && value.Length > "container:".Length;
        return option switch
        {
            "ipc" when value is not ("" or "none" or "private" or "host" or "shareable") && !isContainer => "--ipc: invalid IPC mode",
            "pid" when value is not ("" or "host") && !isContainer => "--pid: invalid PID mode",
            "uts" when value is not ("" or "host") => "--uts: invalid UTS mode",
            "cgroupns" when value is not ("" or "host" or "private") => "--cgroupns: invalid CGROUP mode",
            "userns" when value is not ("" or "host") => "--userns: invalid USER mode",
            _ => null,
        };
    }

    /// <summary>Reads <c>--network</c>: a name, or <c>name=…</c> with options, of which none is known yet. Returns null, or docker's reason.</summary>
    public static string? ParseNetwork(string text, out string network)
    {
        network = text;
        if (!text.Contains('='))
        {
            return text.Length > 0 ? null : "network name or ID is required";
        }

        string? name = null;
        foreach (string field in CsvLine.Split(text) ?? [])
        {
            int equals = field.IndexOf('=');
            string key = equals < 0 ? field : field[..equals].Trim().ToLowerInvariant();
            switch (key)
            {
                case "name" when equals > 0:
                    name = field[(equals + 1)..];
                    break;
                case "alias" or "ip" or "ip6" or "mac-address" or "link-local-ip" or "driver-opt" or "gw-priority":
                    return $"{key} belongs to user-defined networks, which come with a later release";
                default:
                    return equals < 0 ? $"invalid field {field}" : $"invalid field key {key}";
            }
        }

        network = name ?? "";
        return name is { Length: > 0 } ? null : "network name/id is not specified";
    }
}
