using System.Globalization;
using System.Numerics;
using System.Text;
using Berth.Cli.CommandLine;

namespace Berth.Cli.Templates.Values;

/// <summary>One verb of a format with its flags, width and precision.</summary>
internal sealed class GoVerb
{
    private bool _plus;
    private bool _fieldNames;
    private bool _sharp;
    private bool _blank;

    public bool Minus { get; set; }

    public bool Zero { get; set; }

    public int? Width { get; set; }

    public int? Precision { get; set; }

    /// <summary>Takes one of <c># 0 + - blank</c>; false for any other character.</summary>
    public bool TakeFlag(char c)
    {
        switch (c)
        {
            case '#': _sharp = true; return true;
            case '0': Zero = true; return true;
            case '+': _plus = true; return true;
            case '-': Minus = true; return true;
            case ' ': _blank = true; return true;
            default: return false;
        }
    }

    /// <summary>Appends <paramref name="value"/> formatted by <paramref name="verb"/>.</summary>
    public void Append(StringBuilder text, string verb, GoValue value)
    {
        value = value.Unwrap();
        if (verb == "v" && _plus)
        {
            // "%+v" asks for field names, not for signs.
            (_fieldNames, _plus) = (true, false);
        }

        if (verb == "T")
        {
            Pad(text, value.TypeName, numeric: false);
        }
        else if (value is GoNone)
        {
            Pad(text, verb == "v" ? "<nil>" : $"%!{verb}(<nil>)", numeric: false);
        }
        else
        {
            AppendValue(text, verb, value, depth: 0);
        }
    }

    private void AppendValue(StringBuilder text, string verb, GoValue value, int depth)
    {
        switch (value.Unwrap())
        {
            case GoSlice slice:
                AppendAll(text, verb, "[", slice.Items.Select(item => ("", item)), depth);
                break;
            case GoMap map:
                AppendMap(text, verb, map, depth);
                break;
            case GoStruct record:
                AppendAll(text, verb, "{", record.Fields.Select(field => (_fieldNames ? field.Name + ":" : "", field.Value)), depth);
                break;
            case GoPointer { Target: null } when verb is "v" or "s" or "d":
                Pad(text, verb == "v" ? "<nil>" : $"%!{verb}({value.TypeName}=<nil>)", numeric: false);
                break;
            case GoPointer pointer when depth == 0 && pointer.Target is GoStruct or GoMap or GoSlice:
                text.Append('&');
                AppendValue(text, verb, pointer.Target!, depth + 1);
                break;
            case GoNone:
                Pad(text, verb == "v" ? "<nil>" : $"%!{verb}(<nil>)", numeric: false);
                break;
            case var scalar:
                AppendScalar(text, verb, scalar);
                break;
        }
    }

    private void AppendAll(StringBuilder text, string verb, string open, IEnumerable<(string Label, GoValue Value)> items, int depth)
    {
        text.Append(open);
        bool first = true;
        foreach ((string label, GoValue item) in items)
        {
            text.Append(first ? "" : " ").Append(label);
            first = false;
            AppendValue(text, verb, item, depth + 1);
        }

        text.Append(open == "[" ? ']' : '}');
    }

    private void AppendMap(StringBuilder text, string verb, GoMap map, int depth)
    {
        text.Append("map[");
        bool first = true;
        foreach ((string key, GoValue item) in map.Entries)
        {
            text.Append(first ? "" : " ");
            first = false;
            AppendScalar(text, verb, new GoString(key, map.KeyType));
            text.Append(':');
            AppendValue(text, verb, item, depth + 1);
        }

        text.Append(']');
    }

    private void AppendScalar(StringBuilder text, string verb, GoValue value)
    {
        string? formatted = value switch
        {
            GoBool flag when verb is "t" or "v" => flag.Value ? "true" : "false",
            GoInteger { IsDuration: true } duration when verb is "s" or "v" => GoTimeText.Duration(duration.Value),
            GoTime time when verb is "s" or "v" => GoTimeText.Time(time.Value),
            GoInteger integer => Integer(verb, integer.Value),
            GoFloat real => Float(verb, real.Value),
            GoString words => String(verb, words.Value),
            _ when verb is "v" or "s" => GoFormat.Default(value),
            _ => null,
        };
        if (formatted is null)
        {
            text.Append("%!").Append(verb).Append('(').Append(value.TypeName).Append('=').Append(GoFormat.Default(value)).Append(')');
        }
        else
        {
            Pad(text, formatted, numeric: value is GoInteger or GoFloat && verb is not ("c" or "q" or "U" or "s"));
        }
    }

    private string? String(string verb, string value)
    {
        switch (verb)
        {
            case "v" when _sharp:
                return GoQuoted.Text(value);
            case "v" or "s":
                return Cut(value);
            case "q":
                string cut = Cut(value);
                return _sharp && !cut.Contains('`') ? $"`{cut}`" : GoQuoted.Text(cut);
            case "x" or "X":
                byte[] bytes = Encoding.UTF8.GetBytes(value);
                if (Precision is int most && most < bytes.Length)
                {
                    bytes = bytes[..most];
                }

                string format = verb == "x" ? "x2" : "X2";
                string prefix = _sharp && bytes.Length > 0 ? "0" + verb : "";
                return prefix + string.Join(_blank ? " " + prefix : "", bytes.Select(b => b.ToString(format, CultureInfo.InvariantCulture)));
            default:
                return null;
        }
    }

    private string Cut(string value)
    {
        if (Precision is not int most)
        {
            return value;
        }

        int end = 0;
        for (; most > 0 && end < value.Length; most--)
        {
            end += char.IsSurrogatePair(value, end) ? 2 : 1;
        }

        return value[..end];
    }

    private string? Integer(string verb, long value)
    {
        switch (verb)
        {
            case "c":
                return Rune.IsValid((int)Math.Clamp(value, -1, int.MaxValue)) ? new Rune((int)value).ToString() : "\uFFFD";
            case "q":
                string quoted = GoQuoted.Text(Rune.IsValid((int)Math.Clamp(value, -1, int.MaxValue)) ? new Rune((int)value).ToString() : "\uFFFD")[1..^1];
                return $"'{(quoted == "\\\"" ? "\"" : quoted == "'" ? "\\'" : quoted)}'";
            case "U":
                return "U+" + value.ToString("X4", CultureInfo.InvariantCulture);
            case "f" or "F" or "e" or "E" or "g" or "G" or "s" or "t":
                return null;
        }

        BigInteger magnitude = BigInteger.Abs(value);
        string? digits = verb switch
        {
            "d" or "v" => magnitude.ToString(CultureInfo.InvariantCulture),
            "x" => (_sharp ? "0x" : "") + Radix(magnitude, 16),
            "X" => (_sharp ? "0X" : "") + Radix(magnitude, 16).ToUpperInvariant(),
            "o" => (_sharp ? "0" : "") + Radix(magnitude, 8),
            "O" => "0o" + Radix(magnitude, 8),
            "b" => (_sharp ? "0b" : "") + Radix(magnitude, 2),
            _ => null,
        };
        if (digits is null)
        {
            return null;
        }

        return Sign(value < 0) + (Precision is int least ? digits.PadLeft(least, '0') : digits);
    }

    private string? Float(string verb, double value)
    {
        string digits;
        switch (verb)
        {
            case "v" or "g" or "G" when Precision is null:
                digits = GoFormat.General(Math.Abs(value));
                break;
            case "f" or "F":
                digits = Math.Abs(value).ToString("F" + (Precision ?? 6), CultureInfo.InvariantCulture);
                break;
            case "e" or "E":
                digits = GoFormat.Exponent(Math.Abs(value).ToString((verb == "e" ? "e" : "E") + (Precision ?? 6), CultureInfo.InvariantCulture));
                break;
            case "v" or "g" or "G":
                digits = GoFormat.Significant(Math.Abs(value), Math.Max(Precision!.Value, 1));
                break;
            default:
                return null;
        }

        return Sign(double.IsNegative(value)) + digits;
    }

    private string Sign(bool negative) => negative ? "-" : _plus ? "+" : _blank ? " " : "";

    private static string Radix(BigInteger value, uint radix)
    {
        var digits = new StringBuilder();
        do
        {
            digits.Insert(0, "0123456789abcdef"[(int)(value % radix)]);
            value /= radix;
        }
        while (value > 0);
        return digits.ToString();
    }

    private void Pad(StringBuilder text, string formatted, bool numeric)
    {
        int length = 0;
        foreach (Rune _ in formatted.EnumerateRunes())
        {
            length++;
        }

        int missing = Math.Max(0, (Width ?? 0) - length);
        if (Minus)
        {
            text.Append(formatted).Append(' ', missing);
        }
        else if (Zero && !(numeric && Precision is not null && !formatted.Contains('.')))
        {
            int sign = numeric && formatted.Length > 0 && formatted[0] is '-' or '+' or ' ' ? 1 : 0;
            text.Append(formatted, 0, sign).Append('0', missing).Append(formatted, sign, formatted.Length - sign);
        }
        else
        {
            text.Append(' ', missing).Append(formatted);
        }
    }
}
