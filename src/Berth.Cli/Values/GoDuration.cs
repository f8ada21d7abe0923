using System.Globalization;
using Berth.Cli.CommandLine;

namespace Berth.Cli.Values;

/// <summary>Durations as Go reads them: <c>1h30m</c>, <c>2.5s</c>, <c>300ms</c>, <c>0</c>.</summary>
internal static class GoDuration
{
    /// <summary>A duration from text. Returns null, or Go's reason.</summary>
    public static string? Parse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        string bad = $"time: invalid duration {GoQuoted.Text(text)}";
        ReadOnlySpan<char> rest = text;
        bool negative = rest is ['-', ..];
        rest = rest is ['-' or '+', ..] ? rest[1..] : rest;
        if (rest is "0")
        {
            return null;
        }

        if (rest.IsEmpty)
        {
            return bad;
        }

        double ticks = 0;
        while (!rest.IsEmpty)
        {
            int digits = 0;
            while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || rest[digits] == '.'))
            {
                digits++;
            }

            if (!double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            {
                return bad;
            }

            rest = rest[digits..];
            int letters = 0;
            while (letters < rest.Length && !char.IsAsciiDigit(rest[letters]) && rest[letters] != '.')
            {
                letters++;
            }

            string unit = rest[..letters].ToString();
            rest = rest[letters..];
            double scale = unit switch
            {
                "ns" => 0.01,
                "us" or "µs" or "μs" => TimeSpan.TicksPerMicrosecond,
                "ms" => TimeSpan.TicksPerMillisecond,
                "s" => TimeSpan.TicksPerSecond,
                "m" => TimeSpan.TicksPerMinute,
                "h" => TimeSpan.TicksPerHour,
                _ => 0,
            };
            if (scale == 0)
            {
                return unit.Length == 0
                    ? $"time: missing unit in duration {GoQuoted.Text(text)}"
                    : $"time: unknown unit {GoQuoted.Text(unit)} in duration {GoQuoted.Text(text)}";
            }

            ticks += number * scale;
        }

        if (ticks > long.MaxValue / 100)
        {
            return bad;
        }

        duration = new TimeSpan((long)(negative ? -ticks : ticks));
        return null;
    }
}
