using System.Globalization;

namespace Berth.Cli.CommandLine;

/// <summary>Whole numbers as Go's strconv.ParseInt(text, 0, 64) reads them.</summary>
internal static class GoNumber
{
    /// <summary>On failure <paramref name="reason"/> is Go's: <c>invalid syntax</c> or <c>value out of range</c>.</summary>
    public static bool TryParse(string text, out long value, out string reason)
    {
        value = 0;
        reason = "invalid syntax";
        ReadOnlySpan<char> digits = text;
        bool negative = digits is ['-', ..];
        if (digits is ['-' or '+', ..])
        {
            digits = digits[1..];
        }

        int radix = 10;
        if (digits.Length > 1 && digits[0] == '0')
        {
            (radix, int skip) = digits[1] switch
            {
                'x' or 'X' => (16, 2),
                'b' or 'B' => (2, 2),
                'o' or 'O' => (8, 2),
                _ => (8, 1),
            };
            digits = digits[skip..];
        }

        if (digits.IsEmpty)
        {
            return false;
        }

        UInt128 magnitude = 0;
        foreach (char c in digits)
        {
            int digit = char.IsAsciiHexDigit(c) ? int.Parse([c], NumberStyles.AllowHexSpecifier) : 99;
            if (digit >= radix)
            {
                return false;
            }

            if (magnitude <= ulong.MaxValue)
            {
                magnitude = (magnitude * (uint)radix) + (uint)digit;
            }
        }

        if (magnitude > (negative ? (UInt128)long.MaxValue + 1 : (UInt128)long.MaxValue))
        {
            reason = "value out of range";
            return false;
        }

        value = negative ? (long)-(Int128)magnitude : (long)magnitude;
        return true;
    }
}
