using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Berth.Oci.Runtime;

/// <summary>
/// Says what is wrong with a document, and where. The serializer's own messages are left out of the published binary, and name
/// .NET types where there are any; its exception does carry the path.
/// </summary>
internal static class SpecError
{
    internal static string Describe(ReadOnlySpan<byte> utf8, JsonTypeInfo root, string documentName, JsonException error)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(utf8.ToArray());
        }
        catch (JsonException e)
        {
            return utf8.IsEmpty
                ? $"{documentName}: the file is empty"
                : $"{documentName}: line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: not valid JSON";
        }
        using (document)
        {
            (JsonElement found, Type expected, string path) = Follow(document.RootElement, root, error.Path ?? "$");
            string place = path.Length == 0 ? documentName : $"{documentName}: {path}";
            if (found.ValueKind == JsonValueKind.Object && root.Options.GetTypeInfo(expected) is { Kind: JsonTypeInfoKind.Object } type)
            {
                foreach (JsonPropertyInfo property in type.Properties)
                {
                    if (property.IsRequired && !found.TryGetProperty(property.Name, out _))
                        return $"{documentName}: {(path.Length == 0 ? "" : path + ".")}{property.Name}: missing";
                    if (!property.IsSetNullable && found.TryGetProperty(property.Name, out JsonElement value) && value.ValueKind == JsonValueKind.Null)
                        return $"{documentName}: {(path.Length == 0 ? "" : path + ".")}{property.Name}: expected {Word(property.PropertyType)}, found null";
                }
            }
            return $"{place}: expected {Word(expected)}, found {Show(found)}";
        }
    }

    // The exception's path is $.process.args[1], or $['a.b'] for names that are not plain.
    private static (JsonElement Found, Type Expected, string Path) Follow(JsonElement element, JsonTypeInfo type, string path)
    {
        Type expected = type.Type;
        int at = 1, lastGood = 1;
        while (at < path.Length)
        {
            string? name = null;
            int index = -1;
            if (path[at] == '.')
            {
                int end = path.AsSpan(at + 1).IndexOfAny('.', '[');
                end = end < 0 ? path.Length : at + 1 + end;
                name = path[(at + 1)..end];
                at = end;
            }
            else
            {
                bool quoted = at + 1 < path.Length && path[at + 1] == '\'';
                int end = path.IndexOf(quoted ? "']" : "]", at + 1, StringComparison.Ordinal);
                if (end < 0)
                    break;
                if (quoted)
                    name = path[(at + 2)..end];
                else if (!int.TryParse(path.AsSpan((at + 1)..end), out index))
                    break;
                at = end + (quoted ? 2 : 1);
            }

            JsonTypeInfo info = type.Options.GetTypeInfo(expected);
            if (name is not null)
            {
                if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out JsonElement child))
                    break;
                Type? next = info.Kind == JsonTypeInfoKind.Dictionary ? info.ElementType : Property(info, name)?.PropertyType;
                if (next is null)
                    break;
                (element, expected) = (child, next);
            }
            else
            {
                if (element.ValueKind != JsonValueKind.Array || index >= element.GetArrayLength() || info.ElementType is not { } next)
                    break;
                (element, expected) = (element[index], next);
            }
            lastGood = at;
        }
        return (element, expected, path[1..lastGood].TrimStart('.'));
    }

    private static JsonPropertyInfo? Property(JsonTypeInfo info, string name)
    {
        foreach (JsonPropertyInfo property in info.Properties)
        {
            if (property.Name == name)
                return property;
        }
        return null;
    }

    private static string Word(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) ? "a string"
            : type == typeof(bool) ? "true or false"
            : type == typeof(uint) ? "a whole number from 0 to 4294967295"
            : type == typeof(ushort) ? "a whole number from 0 to 65535"
            : type == typeof(ulong) ? "a whole number, not negative"
            : type.IsPrimitive ? "a whole number"
            : type.IsArray ? "a list"
            : "an object";
    }

    private static string Show(JsonElement found)
    {
        if (found.ValueKind is JsonValueKind.Object)
            return "an object";
        if (found.ValueKind is JsonValueKind.Array)
            return "a list";
        string text = found.GetRawText();
        return text.Length <= 40 ? text : text[..40] + "...";
    }
}
