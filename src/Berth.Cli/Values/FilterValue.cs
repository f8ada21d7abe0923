namespace Berth.Cli.Values;

/// <summary>One <c>--filter name=value</c>.</summary>
internal static class FilterValue
{
    /// <summary>Reads a filter. Returns null, or docker's reason.</summary>
    public static string? Parse(string text, out KeyValuePair<string, string> filter)
    {
        int equals = text.IndexOf('=');
        filter = equals < 0 ? default : KeyValuePair.Create(text[..equals].Trim().ToLowerInvariant(), text[(equals + 1)..].Trim());
        return equals < 0 && text.Length > 0 ? "bad format of filter (expected name=value)" : null;
    }
}
