using System.Text.Json;

namespace Berth.Cli.Templates.Values;

/// <summary>
/// JSON as Go decodes it when it knows no type: objects are <c>map[string]interface {}</c>, arrays <c>[]interface {}</c>, numbers
/// <c>json.Number</c>.
/// </summary>
internal static class RawJson
{
    public static GoValue Read(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                var entries = new SortedList<string, GoValue>(StringComparer.Ordinal);
                foreach (JsonProperty member in json.EnumerateObject())
                {
                    entries[member.Name] = new GoInterface(Read(member.Value));
                }

                return new GoMap(entries);
            case JsonValueKind.Array:
                return new GoSlice([.. json.EnumerateArray().Select(item => new GoInterface(Read(item)))]);
            case JsonValueKind.String:
                return new GoString(json.GetString()!);
            case JsonValueKind.Number:
                return new GoString(json.GetRawText(), "json.Number");
            case JsonValueKind.True or JsonValueKind.False:
                return new GoBool(json.ValueKind == JsonValueKind.True);
            default:
                return GoNone.Value;
        }
    }
}
