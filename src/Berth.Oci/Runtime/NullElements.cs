using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Berth.Oci.Runtime;

/// <summary>
/// Refuses <c>null</c> as an element of a list or of a map: the specification has none, and the serializer's nullability checks do
/// not reach inside collections. Fields that the types do not know are left alone.
/// </summary>
internal static class NullElements
{
    /// <exception cref="JsonException">With the path of the first such null.</exception>
    internal static void Refuse(ReadOnlySpan<byte> utf8, JsonTypeInfo root)
    {
        if (utf8.IndexOf("null"u8) < 0)
            return;
        var reader = new Utf8JsonReader(utf8);
        var levels = new Stack<Level>();
        string? property = null;
        while (reader.Read())
        {
            levels.TryPeek(out Level? level);
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    property = reader.GetString();
                    break;
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    JsonTypeInfo? type = level is null ? root : ChildType(level, property) is { } child ? root.Options.GetTypeInfo(child) : null;
                    levels.Push(new Level(Step(level, property), type, reader.TokenType == JsonTokenType.StartArray));
                    break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    levels.Pop();
                    if (levels.TryPeek(out Level? parent))
                        parent.Index++;
                    break;
                case JsonTokenType.Null when level?.Type is { Kind: JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary }:
                    throw new JsonException(null, string.Concat(levels.Select(l => l.Step).Reverse()) + Step(level, property), null, null);
                default:
                    if (level is not null)
                        level.Index++;
                    break;
            }
        }
    }

    private static Type? ChildType(Level level, string? property)
    {
        if (level.Type is null || level.IsArray != (level.Type.Kind == JsonTypeInfoKind.Enumerable))
            return null;
        if (level.Type.Kind is JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary)
            return level.Type.ElementType;
        foreach (JsonPropertyInfo known in level.Type.Properties)
        {
            if (known.Name == property)
                return known.PropertyType;
        }
        return null;
    }

    private static string Step(Level? level, string? property) =>
        level is null ? "$" : level.IsArray ? $"[{level.Index}]" : "." + property;

    private sealed class Level(string step, JsonTypeInfo? type, bool isArray)
    {
        internal string Step { get; } = step;
        internal JsonTypeInfo? Type { get; } = type;
        internal bool IsArray { get; } = isArray;
        internal int Index { get; set; }
    }
}
