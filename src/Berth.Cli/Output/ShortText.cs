using System.Text;

namespace Berth.Cli.Output;

/// <summary>docker's ways to shorten what does not fit a column.</summary>
internal static class ShortText
{
    /// <summary>The first twelve digits of an id, without its algorithm.</summary>
    public static string Id(string id)
    {
        string digits = id[(id.IndexOf(':') + 1)..];
        return digits.Length > 12 ? digits[..12] : digits;
    }

    /// <summary>At most <paramref name="width"/> columns, ended by <c>…</c> when something was cut off.</summary>
    public static string Ellipsis(string text, int width)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        if (runes.Length <= width)
        {
            return text;
        }

        var cut = new StringBuilder();
        foreach (Rune rune in runes.AsSpan(0, Math.Max(0, width - 1)))
        {
            cut.Append(rune.ToString());
        }

        return cut.Append('…').ToString();
    }
}
