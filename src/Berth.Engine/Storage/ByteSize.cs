using System.Globalization;

namespace Berth.Engine;

/// <summary>Sizes as Docker takes them (units of 1024): <c>512</c>, <c>64m</c>, <c>1.5GB</c>, <c>2 GiB</c>.</summary>
public static class ByteSize
{
    public static bool TryParse(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 0;
        int digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.')) digits++;
        if (digits == 0 || !double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)) return false;
        ReadOnlySpan<char> unit = text[digits..];
        if (unit is [' ', ..]) unit = unit[1..];
        int power = 0;
        if (!unit.IsEmpty)
        {
            power = "bkmgtp".IndexOf(char.ToLowerInvariant(unit[0]), StringComparison.Ordinal);
            if (power < 0) return false;
            ReadOnlySpan<char> rest = unit[1..];
            bool plain = rest.IsEmpty || power > 0 && (rest.Equals("b", StringComparison.OrdinalIgnoreCase) || rest.Equals("ib", StringComparison.OrdinalIgnoreCase));
            if (!plain) return false;
        }
        double value = number * Math.Pow(1024, power);
        if (value >= long.MaxValue) return false;
        bytes = (long)value;
        return true;
    }
}
