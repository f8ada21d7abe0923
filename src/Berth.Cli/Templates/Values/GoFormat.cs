using System.Globalization;
using System.Text;

namespace Berth.Cli.Templates.Values;

/// <summary>Values as Go's fmt prints them by default: <c>%v</c> and its variants.</summary>
internal static class GoFormat
{
    /// <summary>fmt.Sprint of one value.</summary>
    public static string Default(GoValue value)
    {
        var text = new StringBuilder();
        Append(text, value, plus: false, depth: 0);
        return text.ToString();
    }

    /// <summary>Appends <c>%v</c>, or <c>%+v</c> (field names) with <paramref name="plus"/>. Pointers below the top print as addresses, as Go's do.</summary>
    public static void Append(StringBuilder text, GoValue value, bool plus, int depth)
    {
        switch (value.Unwrap())
        {
            case GoNone:
                text.Append("<nil>");
                break;
            case GoBool flag:
                text.Append(flag.Value ? "true" : "false");
                break;
            case GoInteger integer:
                text.Append(integer.IsDuration ? GoTimeText.Duration(integer.Value) : integer.Value.ToString(CultureInfo.InvariantCulture));
                break;
            case GoFloat real:
                text.Append(General(real.Value));
                break;
            case GoString words:
                text.Append(words.Value);
                break;
            case GoTime time:
                text.Append(GoTimeText.Time(time.Value));
                break;
            case GoPointer { Target: null }:
                text.Append("<nil>");
                break;
            case GoPointer pointer when depth == 0 && pointer.Target is GoStruct or GoMap or GoSlice:
                text.Append('&');
                Append(text, pointer.Target!, plus, depth + 1);
                break;
            case GoPointer:
                text.Append("0xc000012345");
                break;
            case GoSlice slice:
                text.Append('[');
                for (int i = 0; i < slice.Items.Count; i++)
                {
                    text.Append(i > 0 ? " " : "");
                    Append(text, slice.Items[i], plus, depth + 1);
                }

                text.Append(']');
                break;
            case GoMap map:
                text.Append("map[");
                for (int i = 0; i < map.Entries.Count; i++)
                {
                    text.Append(i > 0 ? " " : "").Append(map.Entries.GetKeyAtIndex(i)).Append(':');
                    Append(text, map.Entries.GetValueAtIndex(i), plus, depth + 1);
                }

                text.Append(']');
                break;
            case GoStruct record:
                text.Append('{');
                for (int i = 0; i < record.Fields.Count; i++)
                {
                    text.Append(i > 0 ? " " : "").Append(plus ? record.Fields[i].Name + ":" : "");
                    Append(text, record.Fields[i].Value, plus, depth + 1);
                }

                text.Append('}');
                break;
            case GoMethods row:
                text.Append(row.Bare);
                break;
        }
    }

    /// <summary>A float as <c>%v</c>: shortest digits, exponent from 1e+06 on and below 1e-4.</summary>
    public static string General(double value) => Shortest(value, 6);

    /// <summary>A float as encoding/json writes it.</summary>
    public static string JsonFloat(double value) => Shortest(value, 21).Replace("e-0", "e-");

    private static string Shortest(double value, int mostDigits)
    {
        if (double.IsNaN(value) || double.IsInfinity(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
        }

        string round = value.ToString("R", CultureInfo.InvariantCulture);
        string[] parts = round.TrimStart('-').Split('E');
        int point = parts[0].IndexOf('.');
        int whole = point < 0 ? parts[0].Length : point;
        string digits = new([.. parts[0].Where(char.IsAsciiDigit)]);
        int leadingZeros = digits.Length - digits.TrimStart('0').Length;
        int exponent = value == 0 ? 0 : whole - 1 - leadingZeros + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        digits = digits.TrimStart('0').TrimEnd('0');
        digits = digits.Length == 0 ? "0" : digits;
        string sign = round.StartsWith('-') ? "-" : "";
        if (exponent < -4 || exponent >= mostDigits)
        {
            string mantissa = digits.Length > 1 ? $"{digits[0]}.{digits[1..]}" : digits;
            return $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }

        if (exponent < 0)
        {
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        }

        return digits.Length <= exponent + 1
            ? sign + digits.PadRight(exponent + 1, '0')
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    /// <summary>A float that is not negative as <c>%.Ng</c>.</summary>
    public static string Significant(double value, int digits)
    {
        string scientific = Exponent(value.ToString("e" + (digits - 1), CultureInfo.InvariantCulture));
        int mark = scientific.IndexOf('e');
        int exponent = int.Parse(scientific.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent < -4 || exponent >= digits)
        {
            string mantissa = scientific[..mark];
            return (mantissa.Contains('.') ? mantissa.TrimEnd('0').TrimEnd('.') : mantissa) + scientific[mark..];
        }

        string plain = value.ToString("F" + Math.Max(0, digits - 1 - exponent), CultureInfo.InvariantCulture);
        return plain.Contains('.') ? plain.TrimEnd('0').TrimEnd('.') : plain;
    }

    // .NET writes three digits of exponent, Go at least two.
    internal static string Exponent(string text)
    {
        int mark = text.IndexOfAny(['e', 'E']);
        return string.Concat(text.AsSpan(0, mark + 2), text[(mark + 2)..].TrimStart('0').PadLeft(2, '0'));
    }
}
