using System.Text;

namespace Berth.Cli.Templates.Values;

/// <summary>fmt.Sprintf: reads a format, hands each verb and its argument to <see cref="GoVerb"/>, and reports misuse as Go does.</summary>
internal static class GoPrintf
{
    public static string Format(string format, IReadOnlyList<GoValue> arguments)
    {
        var text = new StringBuilder();
        int next = 0;
        bool reordered = false;
        for (int i = 0; i < format.Length;)
        {
            int percent = format.IndexOf('%', i);
            if (percent < 0)
            {
                text.Append(format, i, format.Length - i);
                break;
            }

            text.Append(format, i, percent - i);
            i = percent + 1;
            var verb = new GoVerb();
            while (i < format.Length && verb.TakeFlag(format[i]))
            {
                i++;
            }

            bool goodIndex = TakeIndex(format, ref i, ref next, ref reordered, arguments.Count);
            verb.Width = TakeNumber(format, ref i, arguments, ref next, text, "WIDTH");
            if (verb.Width < 0)
            {
                verb.Minus = true;
                verb.Width = -verb.Width;
                verb.Zero = false;
            }

            if (i < format.Length && format[i] == '.')
            {
                i++;
                goodIndex &= TakeIndex(format, ref i, ref next, ref reordered, arguments.Count);
                verb.Precision = TakeNumber(format, ref i, arguments, ref next, text, "PREC") ?? 0;
                verb.Precision = verb.Precision < 0 ? null : verb.Precision;
            }

            goodIndex &= TakeIndex(format, ref i, ref next, ref reordered, arguments.Count);
            if (i >= format.Length)
            {
                text.Append("%!(NOVERB)");
                break;
            }

            Rune.DecodeFromUtf16(format.AsSpan(i), out Rune letter, out int used);
            i += used;
            if (letter.Value == '%')
            {
                text.Append('%');
            }
            else if (!goodIndex)
            {
                text.Append("%!").Append(letter.ToString()).Append("(BADINDEX)");
            }
            else if (next >= arguments.Count)
            {
                text.Append("%!").Append(letter.ToString()).Append("(MISSING)");
            }
            else
            {
                verb.Append(text, letter.ToString(), arguments[next++]);
            }
        }

        if (!reordered && next < arguments.Count)
        {
            text.Append("%!(EXTRA ");
            for (int i = next; i < arguments.Count; i++)
            {
                text.Append(i > next ? ", " : "");
                GoValue extra = arguments[i].Unwrap();
                text.Append(extra is GoNone ? "<nil>" : extra.TypeName + "=" + GoFormat.Default(extra));
            }

            text.Append(')');
        }

        return text.ToString();
    }

    // "[2]": the argument to use next, counted from 1.
    private static bool TakeIndex(string format, ref int i, ref int next, ref bool reordered, int count)
    {
        if (i >= format.Length || format[i] != '[')
        {
            return true;
        }

        reordered = true;
        int close = format.IndexOf(']', i);
        if (close < 0)
        {
            i++;
            return false;
        }

        bool good = int.TryParse(format.AsSpan(i + 1, close - i - 1), out int index) && index >= 1 && index <= count;
        i = close + 1;
        next = good ? index - 1 : next;
        return good;
    }

    private static int? TakeNumber(string format, ref int i, IReadOnlyList<GoValue> arguments, ref int next, StringBuilder text, string what)
    {
        if (i < format.Length && format[i] == '*')
        {
            i++;
            GoValue? argument = next < arguments.Count ? arguments[next++].Unwrap() : null;
            if (argument is GoInteger { Value: > -1_000_000 and < 1_000_000 } number)
            {
                return (int)number.Value;
            }

            text.Append("%!(BAD").Append(what).Append(')');
            return null;
        }

        int start = i;
        while (i < format.Length && char.IsAsciiDigit(format[i]))
        {
            i++;
        }

        return i > start && int.TryParse(format.AsSpan(start, i - start), out int value) && value < 1_000_000 ? value : null;
    }
}
