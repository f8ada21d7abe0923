using System.Globalization;
using System.Text;

namespace Berth.Cli.CommandLine;

/// <summary>Text in double quotes with Go's escapes (strconv.Quote), which docker's messages and templates use.</summary>
internal static class GoQuoted
{
    public static string Text(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (Rune rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"': quoted.Append("\\\""); break;
                case '\\': quoted.Append("\\\\"); break;
                case '\a': quoted.Append("\\a"); break;
                case '\b': quoted.Append("\\b"); break;
                case '\f': quoted.Append("\\f"); break;
                case '\n': quoted.Append("\\n"); break;
                case '\r': quoted.Append("\\r"); break;
                case '\t': quoted.Append("\\t"); break;
                case '\v': quoted.Append("\\v"); break;
                default:
                    AppendPrintable(quoted, rune);
                    break;
            }
        }

        return quoted.Append('"').ToString();
    }

    private static void AppendPrintable(StringBuilder quoted, Rune rune)
    {
        bool printable = rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
        if (printable)
        {
            quoted.Append(rune.ToString());
        }
        else if (rune.Value < 0x80)
        {
            quoted.Append("\\x").Append(rune.Value.ToString("x2"));
        }
        else if (rune.Value < 0x10000)
        {
            quoted.Append("\\u").Append(rune.Value.ToString("x4"));
        }
        else
        {
            quoted.Append("\\U").Append(rune.Value.ToString("x8"));
        }
    }
}
