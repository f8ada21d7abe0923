using System.Globalization;
using System.Text;
using Berth.Cli.Templates.Values;

namespace Berth.Cli.Templates.Execution;

/// <summary>Go's predefined functions, except <c>and</c> and <c>or</c>, which the executor must not evaluate eagerly.</summary>
internal static class BuiltinFunctions
{
    private static readonly ParameterKind[] s_one = [ParameterKind.Any];
    private static readonly ParameterKind[] s_two = [ParameterKind.Any, ParameterKind.Any];

    /// <summary>Null when Go has no function of that name.</summary>
    public static Function? Find(string name) => name switch
    {
        // The executor refuses every call: no value here is a function.
        "call" => new(s_two, a => a[0], IsVariadic: true),
        "html" => new(s_one, a => new GoString(Html(Joined(a))), IsVariadic: true),
        "index" => new(s_two, Index, IsVariadic: true),
        "slice" => new(s_two, Slice, IsVariadic: true),
        "js" => new(s_one, a => new GoString(JavaScript(Joined(a))), IsVariadic: true),
        "len" => new(s_one, a => new GoInteger(Length(a[0]))),
        "not" => new(s_one, a => new GoBool(!a[0].Unwrap().IsTrue)),
        "print" => new(s_one, a => new GoString(Print(a)), IsVariadic: true),
        "printf" => new([ParameterKind.String, ParameterKind.Any], a => new GoString(GoPrintf.Format(((GoString)a[0]).Value, [.. a.Skip(1)])), IsVariadic: true),
        "println" => new(s_one, a => new GoString(string.Join(' ', a.Select(Printed)) + "\n"), IsVariadic: true),
        "urlquery" => new(s_one, a => new GoString(UrlQuery(Joined(a))), IsVariadic: true),
        "eq" => new(s_two, a => new GoBool(Comparison.Equal(a)), IsVariadic: true),
        "ne" => new(s_two, a => new GoBool(!Comparison.Equal(a))),
        "lt" => new(s_two, a => new GoBool(Comparison.Less(a[0], a[1]))),
        "le" => new(s_two, a => new GoBool(Comparison.LessOrEqual(a[0], a[1]))),
        "gt" => new(s_two, a => new GoBool(!Comparison.LessOrEqual(a[0], a[1]))),
        "ge" => new(s_two, a => new GoBool(!Comparison.Less(a[0], a[1]))),
        _ => null,
    };

    /// <summary>fmt.Sprint: a blank between two neighbours when neither is a string.</summary>
    public static string Print(IReadOnlyList<GoValue> arguments)
    {
        var text = new StringBuilder();
        for (int i = 0; i < arguments.Count; i++)
        {
            if (i > 0 && arguments[i].Unwrap() is not GoString { TypeName: "string" } && arguments[i - 1].Unwrap() is not GoString { TypeName: "string" })
            {
                text.Append(' ');
            }

            text.Append(Printed(arguments[i]));
        }

        return text.ToString();
    }

    private static string Printed(GoValue value) => GoFormat.Default(value);

    private static string Joined(IReadOnlyList<GoValue> arguments) => Print([.. arguments.Select(a => a.Indirect())]);

    private static GoValue Index(IReadOnlyList<GoValue> arguments)
    {
        GoValue item = arguments[0].Unwrap();
        if (item is GoNone)
        {
            throw new FunctionException("index of untyped nil");
        }

        foreach (GoValue argument in arguments.Skip(1))
        {
            GoValue index = argument.Unwrap();
            item = item.Indirect();
            switch (item)
            {
                case GoPointer:
                    throw new FunctionException("index of nil pointer");
                case GoSlice slice:
                    item = slice.Items[IndexIn(index, slice.Items.Count, inclusive: false)].Unwrap();
                    break;
                case GoString text:
                    byte[] bytes = Encoding.UTF8.GetBytes(text.Value);
                    item = new GoInteger(bytes[IndexIn(index, bytes.Length, inclusive: false)], "uint8");
                    break;
                case GoMap map:
                    item = Entry(map, index);
                    break;
                default:
                    throw new FunctionException($"can't index item of type {item.TypeName}");
            }
        }

        return item;
    }

    private static GoValue Entry(GoMap map, GoValue index) => index switch
    {
        GoNone => throw new FunctionException($"value is nil; should be of type {map.KeyType}"),
        GoString key when key.TypeName == map.KeyType || key.TypeName == "string" => key.TypeName == map.KeyType
            ? map.Entries.TryGetValue(key.Value, out GoValue? found) ? found.Unwrap() : map.Zero
            : throw new FunctionException($"value has type {key.TypeName}; should be {map.KeyType}"),
        _ => throw new FunctionException($"value has type {index.TypeName}; should be {map.KeyType}"),
    };

    private static int IndexIn(GoValue index, int length, bool inclusive)
    {
        long at = index switch
        {
            GoInteger integer => integer.Value,
            GoNone => throw new FunctionException("cannot index slice/array with nil"),
            _ => throw new FunctionException($"cannot index slice/array with type {index.TypeName}"),
        };
        return at >= 0 && (inclusive ? at <= length : at < length) ? (int)at : throw new FunctionException($"index out of range: {at}");
    }

    private static GoValue Slice(IReadOnlyList<GoValue> arguments)
    {
        GoValue item = arguments[0].Unwrap();
        if (item is GoNone)
        {
            throw new FunctionException("slice of untyped nil");
        }

        if (arguments.Count > 4)
        {
            throw new FunctionException($"too many slice indexes: {arguments.Count - 1}");
        }

        int length = item switch
        {
            GoString when arguments.Count == 4 => throw new FunctionException("cannot 3-index slice a string"),
            GoString text => Encoding.UTF8.GetByteCount(text.Value),
            GoSlice slice => slice.Items.Count,
            _ => throw new FunctionException($"can't slice item of type {item.TypeName}"),
        };
        int from = arguments.Count > 1 ? IndexIn(arguments[1].Unwrap(), length, inclusive: true) : 0;
        int to = arguments.Count > 2 ? IndexIn(arguments[2].Unwrap(), length, inclusive: true) : length;
        if (from > to)
        {
            throw new FunctionException($"invalid slice index: {from} > {to}");
        }

        return item is GoString cut
            ? new GoString(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(cut.Value), from, to - from), cut.TypeName)
            : new GoSlice([.. ((GoSlice)item).Items.Skip(from).Take(to - from)], item.TypeName);
    }

    private static int Length(GoValue value) => value.Indirect() switch
    {
        GoSlice slice => slice.Items.Count,
        GoMap map => map.Entries.Count,
        GoString text => Encoding.UTF8.GetByteCount(text.Value),
        GoPointer or GoInterface => throw new FunctionException("len of nil pointer"),
        GoNone => throw new FunctionException("reflect: call of reflect.Value.Type on zero Value"),
        var other => throw new FunctionException($"len of type {other.TypeName}"),
    };

    private static string Html(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' => escaped.Append("&#34;"),
                '\'' => escaped.Append("&#39;"),
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '\0' => escaped.Append('\uFFFD'),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }

    private static string JavaScript(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            _ = c switch
            {
                '\\' => escaped.Append("\\\\"),
                '\'' => escaped.Append("\\'"),
                '"' => escaped.Append("\\\""),
                '<' or '>' or '&' or '=' or < ' ' or '\x7f' or '\u2028' or '\u2029' =>
                    escaped.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture)),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }

    private static string UrlQuery(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~')
            {
                escaped.Append((char)b);
            }
            else
            {
                _ = b == ' ' ? escaped.Append('+') : escaped.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return escaped.ToString();
    }
}
