using System.Text;

namespace Berth.Cli.Values;

/// <summary>One line of comma-separated values; a field in double quotes may contain commas, and doubled quotes for quotes.</summary>
internal static class CsvLine
{
    /// <summary>The fields, or null when a quote is not closed or stands inside a bare field.</summary>
    public static List<string>? Split(string text)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        for (int i = 0; ; i++)
        {
            field.Clear();
            if (i < text.Length && text[i] == '"')
            {
                for (i++; ; i++)
                {
                    if (i >= text.Length)
                    {
                        return null;
                    }

                    if (text[i] == '"' && (++i >= text.Length || text[i] != '"'))
                    {
                        break;
                    }

                    field.Append(text[i]);
                }
            }
            else
            {
                for (; i < text.Length && text[i] != ','; i++)
                {
                    if (text[i] == '"')
                    {
                        return null;
                    }

                    field.Append(text[i]);
                }
            }

            fields.Add(field.ToString());
            if (i >= text.Length)
            {
                return fields;
            }

            if (text[i] != ',')
            {
                return null;
            }
        }
    }
}
