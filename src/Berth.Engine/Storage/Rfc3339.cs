using System.Globalization;

namespace Berth.Engine;

/// <summary>Time stamps as Go prints them (RFC 3339, fraction without trailing zeros, UTC as Z), which is what Docker's clients expect.</summary>
public static class Rfc3339
{
    /// <summary>Go's zero time: it never happened.</summary>
    public const string Never = "0001-01-01T00:00:00Z";

    public static string Format(DateTimeOffset time)
    {
        Span<char> text = stackalloc char[32];
        DateTime utc = time.UtcDateTime;
        utc.TryFormat(text, out int length, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
        text[length] = 'Z';
        return new string(text[..(length + 1)]);
    }

    /// <summary>Any offset, up to nine digits of fraction (what is below 100 ns is dropped).</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || text[10] is not ('T' or 't' or ' ') || text[13] != ':' || text[16] != ':') return false;
        if (!Number(text[..4], out int year) || !Number(text[5..7], out int month) || !Number(text[8..10], out int day) ||
            !Number(text[11..13], out int hour) || !Number(text[14..16], out int minute) || !Number(text[17..19], out int second)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return false;
        long ticks = 0;
        int at = 19;
        if (text[at] == '.')
        {
            int digits = 0;
            for (at++; at < text.Length && char.IsAsciiDigit(text[at]); at++, digits++)
                if (digits < 7) ticks = ticks * 10 + (text[at] - '0');
            if (digits == 0) return false;
            for (; digits < 7; digits++) ticks *= 10;
        }
        if (!TryParseOffset(text[at..], out TimeSpan offset)) return false;
        var local = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified);
        long utc = local.Ticks + ticks - offset.Ticks;
        if (utc < 0 || utc > DateTime.MaxValue.Ticks) return false;
        time = new DateTimeOffset(utc, TimeSpan.Zero);
        return true;
    }

    private static bool TryParseOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text is "Z" or "z") return true;
        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':') return false;
        if (!Number(text[1..3], out int hours) || !Number(text[4..6], out int minutes) || hours > 23 || minutes > 59) return false;
        offset = new TimeSpan(hours, minutes, 0);
        if (text[0] == '-') offset = -offset;
        return true;
    }

    private static bool Number(ReadOnlySpan<char> digits, out int value)
    {
        value = 0;
        foreach (char c in digits)
        {
            if (!char.IsAsciiDigit(c)) return false;
            value = value * 10 + (c - '0');
        }
        return true;
    }
}
