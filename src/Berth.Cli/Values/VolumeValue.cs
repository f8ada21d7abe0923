using Berth.Oci;

namespace Berth.Cli.Values;

/// <summary>One <c>-v</c>: <c>/inside</c> (an anonymous volume), <c>name:/inside[:options]</c>, <c>/outside:/inside[:options]</c>.</summary>
internal static class VolumeValue
{
    /// <summary>Checks the form. Returns null, or docker's reason.</summary>
    public static string? Check(string text)
    {
        if (text.Length == 0)
        {
            return "invalid empty volume spec";
        }

        string[] parts = text.Split(':');
        if (parts.Length > 1 && parts.Any(part => part.Length == 0))
        {
            return $"invalid spec: {text}: empty section between colons";
        }

        if (parts.Length > 3)
        {
            return $"invalid volume specification: '{text}'";
        }

        string inside = parts.Length == 1 ? parts[0] : parts[1];
        if (!inside.StartsWith('/'))
        {
            return $"invalid volume specification: '{text}': invalid mount config for type \"volume\": invalid mount path: '{inside}' mount path must be absolute";
        }

        return inside.TrimEnd('/').Length == 0 ? $"invalid volume specification: '{text}': destination can't be '/'" : null;
    }

    /// <summary>True for a volume without a source: its destination goes to the configuration, not to the binds.</summary>
    public static bool IsAnonymous(string text) => !text.Contains(':');

    /// <summary>The bind with a source such as <c>./data</c> or <c>~/data</c> made absolute; a name stays a name.</summary>
    public static string Absolute(string text)
    {
        int colon = text.IndexOf(':');
        string source = text[..colon];
        return source.StartsWith('.') ? Path.GetFullPath(source) + text[colon..] : text;
    }

    /// <summary>A source that looks like a path which the user forgot to begin with a dot or a slash.</summary>
    public static string? HintFor(EngineException failure, IEnumerable<string> binds)
    {
        foreach (string bind in binds)
        {
            string source = bind.Split(':')[0];
            if (!source.StartsWith('/') && source.Contains('/') && failure.Message.Contains(source, StringComparison.Ordinal))
            {
                return $"a directory begins with / or ./: -v ./{bind}";
            }
        }

        return null;
    }
}
