using System.Globalization;
using System.Text;

namespace Berth.Cli.Templates.Values;

/// <summary>JSON as Go's encoding/json writes it: compact, map keys sorted, HTML characters escaped only on demand.</summary>
internal static class GoJson
{
    public static string Write(GoValue value, bool escapeHtml = false)
    {
        var text = new StringBuilder();
        Append(text, value, escapeHtml);
        return text.ToString();
    }

    private static void Append(StringBuilder text, GoValue value, bool escapeHtml)
    {
        switch (value.Unwrap())
        {
            case GoNone or GoPointer { Target: null } or GoSlice { IsNil: true } or GoMap { IsNil: true }:
                text.Append("null");
                break;
            case GoBool flag:
                text.Append(flag.Value ? "true" : "false");
                break;
            case GoInteger integer:
                text.Append(integer.Value.ToString(CultureInfo.InvariantCulture));
                break;
            case GoFloat real:
                text.Append(GoFormat.JsonFloat(real.Value));
                break;
            case GoString { TypeName: "json.Number" } number:
                text.Append(number.Value);
                break;
            case GoString words:
                AppendString(text, words.Value, escapeHtml);
                break;
            case GoTime time:
                AppendString(text, time.Source, escapeHtml);
                break;
            case GoPointer pointer:
                Append(text, pointer.Target!, escapeHtml);
                break;
            case GoSlice slice:
                text.Append('[');
                for (int i = 0; i < slice.Items.Count; i++)
                {
                    text.Append(i > 0 ? "," : "");
                    Append(text, slice.Items[i], escapeHtml);
                }

                text.Append(']');
                break;
            case GoMap map:
                AppendObject(text, map.Entries, escapeHtml);
                break;
            case GoStruct record:
                AppendObject(text, record.Json, escapeHtml);
                break;
            case GoMethods row:
                // docker marshals a row to bytes of its own first, with HTML characters escaped, and these stay so.
                AppendObject(text, row.JsonMethods.Select(name => KeyValuePair.Create(name, row.Call(name, []))), escapeHtml: true);
                break;
        }
    }

    private static void AppendObject(StringBuilder text, IEnumerable<KeyValuePair<string, GoValue>> members, bool escapeHtml)
    {
        text.Append('{');
        bool first = true;
        foreach ((string name, GoValue value) in members)
        {
            text.Append(first ? "" : ",");
            first = false;
            AppendString(text, name, escapeHtml);
            text.Append(':');
            Append(text, value, escapeHtml);
        }

        text.Append('}');
    }

    private static void AppendString(StringBuilder text, string value, bool escapeHtml)
    {
        text.Append('"');
        foreach (char c in value)
        {
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\b': text.Append("\\b"); break;
                case '\f': text.Append("\\f"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case < ' ' or '\u2028' or '\u2029':
                case '<' or '>' or '&' when escapeHtml:
                    text.Append("\\u").Append(((int)c).ToString("x4"));
                    break;
                default: text.Append(c); break;
            }
        }

        text.Append('"');
    }
}
