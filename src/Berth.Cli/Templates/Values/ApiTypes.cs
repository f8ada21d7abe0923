using System.Text.Json;

namespace Berth.Cli.Templates.Values;

/// <summary>
/// The Go types behind Docker's API, as far as a template can see them: field names, order, kinds. They decide what <c>{{.HostConfig}}</c>
/// prints, what is zero rather than absent, and what errors say.
/// </summary>
internal static partial class ApiTypes
{
    private static readonly Dictionary<string, StructType?> s_structs = new(StringComparer.Ordinal);

    private sealed record StructField(string Name, string Json, string Type, bool Embedded);

    private sealed record StructType(string Name, StructField[] Fields);

    /// <summary>Reads JSON as the Go type of that name, e.g. <c>container.InspectResponse</c>; absent members become zero values.</summary>
    public static GoValue Read(string type, JsonElement json) => Read(type, (JsonElement?)json);

    /// <summary>True when <paramref name="pointerType"/> points to a known struct that has no such field.</summary>
    public static bool Lacks(string pointerType, string field) =>
        pointerType.StartsWith('*') && Struct(pointerType[1..]) is StructType known && !Has(known, field);

    private static bool Has(StructType type, string field) => type.Fields.Any(
        f => f.Name == field || (f.Embedded && Struct(f.Type.TrimStart('*')) is StructType inner && Has(inner, field)));

    private static GoValue Read(string type, JsonElement? json)
    {
        if (json is { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined })
        {
            json = null;
        }

        switch (type[0])
        {
            case '*':
                return new GoPointer(json is null ? null : Read(type[1..], json), type);
            case '[':
                return ReadSlice(type, type, json);
            case 'm' when type.StartsWith("map[", StringComparison.Ordinal):
                return ReadMap(type, type, json);
        }

        if (Struct(type) is StructType known)
        {
            return ReadStruct(known, json);
        }

        string kind = MadeOf(type);
        return kind[0] switch
        {
            '[' => ReadSlice(kind, type, json),
            'm' => ReadMap(kind, type, json),
            _ => ReadScalar(kind, type, json),
        };
    }

    private static GoValue ReadScalar(string kind, string type, JsonElement? json)
    {
        switch (kind)
        {
            case "string":
                return new GoString(json is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "", type);
            case "bool":
                return new GoBool(json is { ValueKind: JsonValueKind.True });
            case "float64":
                return new GoFloat(json?.GetDouble() ?? 0);
            case "time.Time":
                string source = json is { ValueKind: JsonValueKind.String } time ? time.GetString()! : "0001-01-01T00:00:00Z";
                _ = DateTimeOffset.TryParse(source, System.Globalization.CultureInfo.InvariantCulture, out DateTimeOffset parsed);
                return new GoTime(parsed.UtcDateTime, source);
            case "struct {}":
                return new GoStruct(kind, [], []);
            case "interface {}":
                return json is JsonElement any ? new GoInterface(RawJson.Read(any)) : GoNone.Value;
            default:
                return new GoInteger(json is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long value) ? value : 0, type);
        }
    }

    private static GoSlice ReadSlice(string form, string type, JsonElement? json)
    {
        int close = form.IndexOf(']');
        string element = form[(close + 1)..];
        if (close > 1 && json is null)
        {
            // An array has its length even when the JSON says nothing.
            return new GoSlice([.. Enumerable.Repeat(0, int.Parse(form.AsSpan(1, close - 1))).Select(_ => Read(element, null))], type);
        }

        return json is { ValueKind: JsonValueKind.Array } array
            ? new GoSlice([.. array.EnumerateArray().Select(item => Read(element, (JsonElement?)item))], type)
            : new GoSlice([], type, isNil: true);
    }

    private static GoMap ReadMap(string form, string type, JsonElement? json)
    {
        string element = form[(form.IndexOf(']') + 1)..];
        var entries = new SortedList<string, GoValue>(StringComparer.Ordinal);
        if (json is { ValueKind: JsonValueKind.Object } members)
        {
            foreach (JsonProperty member in members.EnumerateObject())
            {
                entries[member.Name] = Read(element, (JsonElement?)member.Value);
            }
        }

        return new GoMap(entries, type, isNil: json is null, madeOf: form);
    }

    private static GoStruct ReadStruct(StructType type, JsonElement? json)
    {
        var members = new Dictionary<string, GoValue>(StringComparer.Ordinal);
        GoField[] fields = ReadFields(type, json, members);
        var ordered = new List<KeyValuePair<string, GoValue>>();
        foreach (JsonProperty member in json is { ValueKind: JsonValueKind.Object } present ? present.EnumerateObject() : default)
        {
            if (members.TryGetValue(member.Name, out GoValue? value))
            {
                ordered.Add(KeyValuePair.Create(member.Name, value));
            }
        }

        return new GoStruct(type.Name, fields, ordered);
    }

    // An embedded struct's members stand in the outer object's JSON.
    private static GoField[] ReadFields(StructType type, JsonElement? json, Dictionary<string, GoValue> members)
    {
        var fields = new GoField[type.Fields.Length];
        for (int i = 0; i < fields.Length; i++)
        {
            StructField field = type.Fields[i];
            if (field.Embedded)
            {
                GoField[] inner = ReadFields(Struct(field.Type.TrimStart('*'))!, json, members);
                GoValue value = new GoStruct(field.Type.TrimStart('*'), inner, []);
                fields[i] = new GoField(field.Name, field.Type[0] == '*' ? new GoPointer(value, field.Type) : value, Embedded: true);
                continue;
            }

            JsonElement? member = json is { ValueKind: JsonValueKind.Object } && json.Value.TryGetProperty(field.Json, out JsonElement found) ? found : null;
            fields[i] = new GoField(field.Name, Read(field.Type, member));
            members[field.Json] = fields[i].Value;
        }

        return fields;
    }

    private static StructType? Struct(string name)
    {
        if (!s_structs.TryGetValue(name, out StructType? type))
        {
            s_structs[name] = type = Definition(name, " = ") is string body ? new StructType(name, [.. body.Split("; ").Select(Field)]) : null;
        }

        return type;
    }

    // "Name type", "Name/json type", "+embedded".
    private static StructField Field(string text)
    {
        if (text[0] == '+')
        {
            string type = text[1..];
            return new StructField(type[(type.LastIndexOf('.') + 1)..], "", type, Embedded: true);
        }

        int blank = text.IndexOf(' ');
        string[] names = text[..blank].Split('/');
        return new StructField(names[0], names[^1], text[(blank + 1)..], Embedded: false);
    }

    private static string MadeOf(string name) => Definition(name, " : ") ?? name;

    private static string? Definition(string name, string sign)
    {
        string head = "\n" + name + sign;
        int at = Definitions.IndexOf(head, StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        int start = at + head.Length;
        return Definitions[start..Definitions.IndexOf('\n', start)];
    }
}
