using System.Globalization;
using Berth.Cli.CommandLine;

namespace Berth.Cli.Values;

/// <summary>Sizes such as <c>512m</c>, <c>1.5g</c>, <c>64KiB</c>: units of 1024, case ignored.</summary>
internal static class ByteSize
{
    /// <summary>Bytes from text. Returns null, or docker's reason.</summary>
    public static string? Parse(string text, out long bytes)
    {
        bytes = 0;
        int last = text.AsSpan().LastIndexOfAnyInRange('0', '9');
        int end = Math.Max(last, text.LastIndexOfAny(['.', ' ']));
        if (end < 0 || last < 0)
        {
            return $"invalid size: '{text}'";
        }

        string number = text[..(text[end] == ' ' ? end : end + 1)];
        string suffix = text[(end + 1)..].ToLowerInvariant();
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent;
        if (!double.TryParse(number, Style, CultureInfo.InvariantCulture, out double size))
        {
            return $"strconv.ParseFloat: parsing {GoQuoted.Text(number)}: invalid syntax";
        }

        if (size < 0)
        {
            return $"invalid size: '{text}'";
        }

        int power = suffix.Length == 0 || suffix == "b" ? 0 : "kmgtp".IndexOf(suffix[0]) + 1;
        bool known = suffix is "" or "b" || (power > 0 && suffix[1..] is "" or "b" or "ib");
        if (!known)
        {
            return $"invalid suffix: '{suffix}'";
        }

        double scaled = size * Math.Pow(1024, power);
        bytes = scaled >= long.MaxValue ? long.MaxValue : (long)scaled;
        return null;
    }

    /// <summary>As <see cref="Parse"/>, and -1 for "no limit".</summary>
    public static string? ParseOrUnlimited(string text, out long bytes)
    {
        bytes = -1;
        return text == "-1" ? null : Parse(text, out bytes);
    }
}
