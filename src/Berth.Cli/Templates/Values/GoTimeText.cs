using System.Globalization;
using System.Text;

namespace Berth.Cli.Templates.Values;

/// <summary>Go's default texts of times and durations.</summary>
internal static class GoTimeText
{
    /// <summary><c>2006-01-02 15:04:05.999999999 +0000 UTC</c>, the fraction without trailing zeros.</summary>
    public static string Time(DateTime utc)
    {
        string fraction = (utc.Ticks % TimeSpan.TicksPerSecond).ToString("0000000", CultureInfo.InvariantCulture).TrimEnd('0');
        return $"{utc:yyyy-MM-dd HH:mm:ss}{(fraction.Length > 0 ? "." + fraction : "")} +0000 UTC";
    }

    /// <summary>A duration of nanoseconds: <c>1h30m0s</c>, <c>2.5s</c>, <c>10ms</c>, <c>0s</c>.</summary>
    public static string Duration(long nanoseconds)
    {
        if (nanoseconds == 0)
        {
            return "0s";
        }

        string sign = nanoseconds < 0 ? "-" : "";
        ulong n = nanoseconds < 0 ? (ulong)-(nanoseconds + 1) + 1 : (ulong)nanoseconds;
        if (n < 1000)
        {
            return $"{sign}{n}ns";
        }

        if (n < 1_000_000)
        {
            return sign + Fraction(n, 1_000, 3) + "µs";
        }

        if (n < 1_000_000_000)
        {
            return sign + Fraction(n, 1_000_000, 6) + "ms";
        }

        var text = new StringBuilder(sign);
        ulong seconds = n / 1_000_000_000;
        if (seconds >= 3600)
        {
            text.Append(seconds / 3600).Append('h');
        }

        if (seconds >= 60)
        {
            text.Append(seconds / 60 % 60).Append('m');
        }

        return text.Append(Fraction(n % 60_000_000_000, 1_000_000_000, 9)).Append('s').ToString();
    }

    private static string Fraction(ulong n, ulong unit, int digits)
    {
        string fraction = (n % unit).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0').TrimEnd('0');
        return (n / unit).ToString(CultureInfo.InvariantCulture) + (fraction.Length > 0 ? "." + fraction : "");
    }
}
