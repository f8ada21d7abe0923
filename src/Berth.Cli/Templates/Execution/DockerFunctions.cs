using System.Globalization;
using System.Text;
using Berth.Cli.Templates.Values;

namespace Berth.Cli.Templates.Execution;

/// <summary>The functions that docker adds to Go's.</summary>
internal static class DockerFunctions
{
    /// <summary>Null when docker has no function of that name.</summary>
    public static Function? Find(string name) => name switch
    {
        "json" => new([ParameterKind.Any], a => new GoString(GoJson.Write(a[0]))),
        "split" => new([ParameterKind.String, ParameterKind.String], a => Strings(Split(Text(a[0]), Text(a[1])))),
        "join" => new([ParameterKind.Strings, ParameterKind.String], a => new GoString(string.Join(Text(a[1]), ((GoSlice)a[0]).Items.Select(GoFormat.Default)))),
        "title" => new([ParameterKind.String], a => new GoString(Title(Text(a[0])))),
        "lower" => new([ParameterKind.String], a => new GoString(Text(a[0]).ToLowerInvariant())),
        "upper" => new([ParameterKind.String], a => new GoString(Text(a[0]).ToUpperInvariant())),
        "pad" => new([ParameterKind.String, ParameterKind.Integer, ParameterKind.Integer], Pad),
        "truncate" => new([ParameterKind.String, ParameterKind.Integer], Truncate),
        _ => null,
    };

    /// <summary>In a table's header line the column's name must stay as it is, whatever the column does with its values.</summary>
    public static Function? FindForHeader(string name) => name switch
    {
        "json" or "title" or "lower" or "upper" => new([ParameterKind.String], a => a[0]),
        "split" or "join" => new([ParameterKind.String, ParameterKind.String], a => a[0]),
        "truncate" => new([ParameterKind.String, ParameterKind.Integer], a => a[0]),
        _ => Find(name),
    };

    private static string Text(GoValue value) => ((GoString)value).Value;

    private static GoSlice Strings(IEnumerable<string> items) => new([.. items.Select(item => new GoString(item))], "[]string");

    private static IEnumerable<string> Split(string text, string separator) =>
        separator.Length > 0 ? text.Split(separator) : text.EnumerateRunes().Select(rune => rune.ToString());

    private static GoString Pad(IReadOnlyList<GoValue> a)
    {
        string text = Text(a[0]);
        (long before, long after) = (((GoInteger)a[1]).Value, ((GoInteger)a[2]).Value);
        if (text.Length == 0)
        {
            return GoString.Empty;
        }

        if (before < 0 || after < 0)
        {
            throw new FunctionException("strings: negative Repeat count");
        }

        return new GoString(new string(' ', (int)before) + text + new string(' ', (int)after));
    }

    // Go cuts bytes, and may cut a character in two; so does this.
    private static GoString Truncate(IReadOnlyList<GoValue> a)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Text(a[0]));
        long length = ((GoInteger)a[1]).Value;
        if (bytes.Length < length)
        {
            return (GoString)a[0];
        }

        return length >= 0
            ? new GoString(Encoding.UTF8.GetString(bytes, 0, (int)length))
            : throw new FunctionException($"runtime error: slice bounds out of range [:{length}]");
    }

    private static string Title(string text)
    {
        var title = new StringBuilder(text.Length);
        bool inWord = false;
        foreach (char c in text)
        {
            title.Append(inWord ? c : CultureInfo.InvariantCulture.TextInfo.ToUpper(c));
            inWord = char.IsLetterOrDigit(c) || c == '_' || (c > 0x7f && !char.IsWhiteSpace(c));
        }

        return title.ToString();
    }
}
