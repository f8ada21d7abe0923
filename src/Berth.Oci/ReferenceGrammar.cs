namespace Berth.Oci;

/// <summary>
/// The grammar of image references, as distribution/reference documents it (https://pkg.go.dev/github.com/distribution/reference):
/// <c>reference := name [":" tag] ["@" digest]</c>. Each method says whether the whole span is one of the named parts.
/// </summary>
internal static class ReferenceGrammar
{
    /// <summary>Host name, IPv4 or bracketed IPv6 address, and an optional port.</summary>
    internal static bool IsDomain(ReadOnlySpan<char> text)
    {
        if (text is ['[', ..])
        {
            int close = text.IndexOf(']');
            if (close < 2) return false;
            foreach (char c in text[1..close])
                if (!char.IsAsciiHexDigit(c) && c != ':') return false;
            text = text[(close + 1)..];
            return text.IsEmpty || IsPort(text);
        }
        int colon = text.IndexOf(':');
        if (colon >= 0 && !IsPort(text[colon..])) return false;
        ReadOnlySpan<char> host = colon < 0 ? text : text[..colon];
        foreach (Range range in host.Split('.'))
            if (!IsDomainComponent(host[range])) return false;
        return true;
    }

    private static bool IsPort(ReadOnlySpan<char> text) => text.Length > 1 && text[0] == ':' && !text[1..].ContainsAnyExceptInRange('0', '9');

    private static bool IsDomainComponent(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] == '-' || text[^1] == '-') return false;
        foreach (char c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c != '-') return false;
        return true;
    }

    /// <summary>Path components joined by slashes.</summary>
    internal static bool IsPath(ReadOnlySpan<char> text)
    {
        foreach (Range range in text.Split('/'))
            if (!IsPathComponent(text[range])) return false;
        return true;
    }

    // Lower-case letters and digits, separated by one '.', one or two '_', or any number of '-'.
    private static bool IsPathComponent(ReadOnlySpan<char> text)
    {
        int i = 0;
        while (true)
        {
            int start = i;
            while (i < text.Length && (char.IsAsciiLetterLower(text[i]) || char.IsAsciiDigit(text[i]))) i++;
            if (i == start) return false;
            if (i == text.Length) return true;
            char separator = text[i];
            int length = 0;
            while (i < text.Length && text[i] == separator)
            {
                i++;
                length++;
            }
            if (!(separator switch { '.' => length == 1, '_' => length <= 2, '-' => true, _ => false })) return false;
        }
    }

    internal static bool IsTag(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > 128 || text[0] is '.' or '-') return false;
        foreach (char c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-')) return false;
        return true;
    }
}
