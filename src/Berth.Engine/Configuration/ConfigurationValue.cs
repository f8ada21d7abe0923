using System.Text.Json;
using Berth.Engine.Contracts;
using Berth.Oci;

namespace Berth.Engine;

/// <summary>Reads one key's value; a wrong type is an error that names file and key.</summary>
internal readonly record struct ConfigurationValue(string Path, string Key)
{
    internal string Text(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw Expected("a string");

    internal string AbsolutePath(ref Utf8JsonReader reader)
    {
        string text = Text(ref reader);
        return text.StartsWith('/') ? MountPaths.Clean(text) : throw Expected("an absolute path");
    }

    internal string OneOf(ref Utf8JsonReader reader, params ReadOnlySpan<string> words)
    {
        string text = Text(ref reader);
        foreach (string word in words)
            if (text == word) return text;
        throw Expected(string.Join(" or ", words.ToArray()));
    }

    internal bool Boolean(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.True or JsonTokenType.False ? reader.GetBoolean() : throw Expected("true or false");

    internal int Number(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int number) ? number : throw Expected("a whole number");

    internal long Size(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long bytes) && bytes >= 0) return bytes;
        if (reader.TokenType == JsonTokenType.String && ByteSize.TryParse(reader.GetString()!, out bytes)) return bytes;
        throw Expected("a size, e.g. 64M");
    }

    internal string[] List(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Expected("a list of strings");
        var items = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(Text(ref reader));
        return [.. items];
    }

    internal SortedDictionary<string, string> Map(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Expected("an object of strings");
        var map = new SortedDictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            map[key] = Text(ref reader);
        }
        return map;
    }

    /// <summary><c>{"nofile": {"Name": "nofile", "Hard": 64000, "Soft": 64000}}</c>.</summary>
    internal SortedDictionary<string, Ulimit> Ulimits(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Expected("an object of ulimits");
        var map = new SortedDictionary<string, Ulimit>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var limit = new Ulimit { Name = reader.GetString()! };
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject) throw Expected("an object of ulimits");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string property = reader.GetString()!;
                reader.Read();
                if (property == "Name") limit = limit with { Name = Text(ref reader) };
                else if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number)) throw Expected("whole numbers as Hard and Soft");
                else if (property == "Hard") limit = limit with { Hard = number };
                else if (property == "Soft") limit = limit with { Soft = number };
                else throw Expected("Name, Hard and Soft in each ulimit");
            }
            map[limit.Name] = limit;
        }
        return map;
    }

    private EngineException Expected(string what) => ConfigurationFile.Wrong(Path, $"{Key}: expected {what}");
}
