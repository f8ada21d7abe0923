using System.Globalization;

namespace Berth.Engine;

/// <summary>
/// Times as <c>--since</c>, <c>--until</c> take them: RFC 3339 (also without seconds, zone, or time of day, then local), seconds since 1970 with a
/// fraction, or a Go duration before now (<c>1h30m</c>).
/// </summary>
public static class TimeExpression
{
    public static bool TryParse(string text, DateTimeOffset now, out DateTimeOffset time)
    {
        if (TryParseDuration(text, out TimeSpan ago))
        {
            time = now - ago;
            return true;
        }
        if (Rfc3339.TryParse(text, out time)) return true;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal seconds) && Math.Abs(seconds) < 250_000_000_000m)
        {
            time = DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
            return true;
        }
        foreach (string format in (string[])["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH", "yyyy-MM-dd", "yyyy-MM-dd'Z'", "yyyy-MM-dd'T'HH:mm'Z'"])
        {
            DateTimeStyles zone = format.EndsWith("'Z'", StringComparison.Ordinal) ? DateTimeStyles.AssumeUniversal : DateTimeStyles.AssumeLocal;
            if (DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, zone, out time)) return true;
        }
        return false;
    }

    /// <summary>Go's <c>time.ParseDuration</c>: numbers with ns, us, ms, s, m, h.</summary>
    public static bool TryParseDuration(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        bool negative = text is ['-', ..];
        if (text is ['-' or '+', ..]) text = text[1..];
        if (text.IsEmpty) return false;
        double ticks = 0;
        while (!text.IsEmpty)
        {
            int digits = 0;
            while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.')) digits++;
            if (digits == 0 || !double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)) return false;
            text = text[digits..];
            (double unit, int length) = text switch
            {
                ['n', 's', ..] => (0.01, 2),
                ['u' or 'µ', 's', ..] => (10, 2),
                ['m', 's', ..] => (TimeSpan.TicksPerMillisecond, 2),
                ['s', ..] => (TimeSpan.TicksPerSecond, 1),
                ['m', ..] => (TimeSpan.TicksPerMinute, 1),
                ['h', ..] => (TimeSpan.TicksPerHour, 1),
                _ => (0d, 0),
            };
            if (length == 0) return false;
            ticks += number * unit;
            text = text[length..];
        }
        if (ticks >= TimeSpan.MaxValue.Ticks) return false;
        duration = new TimeSpan((long)(negative ? -ticks : ticks));
        return true;
    }
}
