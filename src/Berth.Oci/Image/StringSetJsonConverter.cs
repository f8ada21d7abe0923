using System.Text.Json;
using System.Text.Json.Serialization;

namespace Berth.Oci;

/// <summary>A set of strings written as Go writes <c>map[string]struct{}</c>: <c>{"80/tcp":{}}</c>.</summary>
internal sealed class StringSetJsonConverter : JsonConverter<string[]>
{
    public override string[]? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("expected an object whose keys are the set");
        var items = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            items.Add(reader.GetString()!);
            reader.Read();
            reader.Skip();
        }
        return [.. items];
    }

    public override void Write(Utf8JsonWriter writer, string[] value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (string item in value)
        {
            writer.WriteStartObject(item);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }
}
