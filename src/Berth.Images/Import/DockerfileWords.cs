using System.Text;
using System.Text.Json;
using Berth.Oci;

namespace Berth.Images;

/// <summary>
/// The argument forms of Dockerfile instructions (https://docs.docker.com/reference/dockerfile/): exec form (a JSON array), and words with quotes and
/// backslashes.
/// </summary>
internal static class DockerfileWords
{
    /// <summary>A JSON array of strings; null when the text is none, which makes it the shell form.</summary>
    internal static string[]? ExecForm(string text)
    {
        if (!text.StartsWith('[')) return null;
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            reader.Read();
            var items = new List<string>();
            while (reader.Read() && reader.TokenType == JsonTokenType.String) items.Add(reader.GetString()!);
            return reader.TokenType == JsonTokenType.EndArray && !reader.Read() ? [.. items] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal static string[] ExecOrShell(string text) => ExecForm(text) ?? ["/bin/sh", "-c", text];

    /// <summary>Words between blanks, quotes kept as they are.</summary>
    private static List<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (word.Length > 0) words.Add(word.ToString());
                word.Clear();
                continue;
            }
            word.Append(c);
            if (c == '\\' && quote != '\'' && i + 1 < text.Length) word.Append(text[++i]);
            else if (quote == '\0' && c is '"' or '\'') quote = c;
            else if (c == quote) quote = '\0';
        }
        if (word.Length > 0) words.Add(word.ToString());
        return words;
    }

    private static string Unquote(string word)
    {
        var result = new StringBuilder();
        char quote = '\0';
        for (int i = 0; i < word.Length; i++)
        {
            char c = word[i];
            // Inside double quotes a backslash escapes only what is special there.
            if (c == '\\' && quote != '\'' && i + 1 < word.Length && (quote == '\0' || word[i + 1] is '"' or '\\' or '$')) result.Append(word[++i]);
            else if (quote == '\0' && c is '"' or '\'') quote = c;
            else if (quote != '\0' && c == quote) quote = '\0';
            else result.Append(c);
        }
        return result.ToString();
    }

    internal static IEnumerable<string> Words(string text)
    {
        foreach (string word in Split(text)) yield return Unquote(word);
    }

    /// <summary><c>name=value name="v a l"…</c>, or the old form <c>name value with blanks</c>.</summary>
    internal static List<(string Name, string Value)> Pairs(string instruction, string text)
    {
        var pairs = new List<(string, string)>();
        List<string> words = Split(text);
        if (words.Count > 0 && !words[0].Contains('='))
        {
            int blank = text.AsSpan().IndexOfAny(' ', '\t');
            if (blank < 0) throw new EngineException(ErrorKind.InvalidArgument, $"{instruction} must have two arguments");
            return [(Unquote(words[0]), Unquote(text[blank..].Trim()))];
        }
        foreach (string word in words)
        {
            int equals = word.IndexOf('=');
            if (equals <= 0)
                throw new EngineException(ErrorKind.InvalidArgument, $"Syntax error - can't find = in \"{word}\". Must be of the form: name=value");
            pairs.Add((Unquote(word[..equals]), Unquote(word[(equals + 1)..])));
        }
        return pairs;
    }
}
