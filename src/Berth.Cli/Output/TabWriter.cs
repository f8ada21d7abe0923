using System.Text;

namespace Berth.Cli.Output;

/// <summary>
/// Aligns tab-separated text as Go's text/tabwriter does with blanks: a cell ends at a tab, and neighbouring lines that have a cell
/// in the same column share its width. What follows a line's last tab belongs to no column.
/// </summary>
internal static class TabWriter
{
    /// <param name="text">Lines, each ended by a newline.</param>
    /// <param name="leastWidth">The least width of a column, padding included.</param>
    /// <param name="padding">Blanks after the widest cell.</param>
    public static string Align(string text, int leastWidth = 10, int padding = 3)
    {
        string[] lines = text.Split('\n');
        string[][] cells = [.. lines.Select(line => line.Split('\t'))];
        var output = new StringBuilder(text.Length * 2);
        int printed = 0;
        Format(cells, 0, cells.Length, []);
        Print(cells.Length, []);
        return output.ToString();

        // Prints pending lines with the widths known so far, then each block of lines that share the next column.
        void Format(string[][] rows, int from, int to, List<int> widths)
        {
            int column = widths.Count;
            for (int row = from; row < to; row++)
            {
                if (column >= rows[row].Length - 1)
                {
                    continue;
                }

                Print(row, widths);
                int end = row;
                int width = leastWidth;
                for (; end < to && column < rows[end].Length - 1; end++)
                {
                    width = Math.Max(width, Width(rows[end][column]) + padding);
                }

                widths.Add(width);
                Format(rows, row, end, widths);
                Print(end, widths);
                widths.RemoveAt(column);
                row = end - 1;
            }
        }

        void Print(int until, List<int> widths)
        {
            for (; printed < until; printed++)
            {
                string[] row = cells[printed];
                for (int i = 0; i < row.Length; i++)
                {
                    output.Append(row[i]);
                    if (i < row.Length - 1)
                    {
                        output.Append(' ', i < widths.Count ? Math.Max(0, widths[i] - Width(row[i])) : 0);
                    }
                }

                if (printed < cells.Length - 1)
                {
                    output.Append('\n');
                }
            }
        }
    }

    private static int Width(string cell)
    {
        int width = 0;
        foreach (Rune _ in cell.EnumerateRunes())
        {
            width++;
        }

        return width;
    }
}
