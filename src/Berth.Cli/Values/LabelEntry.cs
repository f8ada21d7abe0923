namespace Berth.Cli.Values;

/// <summary>One <c>--label</c>: <c>name=value</c>, or a name alone for the empty value.</summary>
internal static class LabelEntry
{
    /// <summary>Checks a label. Returns null, or docker's reason.</summary>
    public static string? Check(string text) =>
        text.Length == 0 || text[0] == '=' ? $"invalid label '{text}': empty name" : null;

    /// <summary>Name and value pairs as a map; the last of a name wins.</summary>
    public static SortedDictionary<string, string> ToMap(IEnumerable<string> entries)
    {
        var map = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string entry in entries)
        {
            int equals = entry.IndexOf('=');
            map[equals < 0 ? entry : entry[..equals]] = equals < 0 ? "" : entry[(equals + 1)..];
        }

        return map;
    }
}
