namespace Berth.Engine;

/// <summary>Go's <c>path.Match</c>: <c>*</c> and <c>?</c> do not cross a slash, <c>[a-z]</c> and <c>[^a-z]</c> are classes, a backslash quotes.</summary>
internal static class GlobPattern
{
    internal static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        // The last star, to come back to with one more character: no recursion, and no more than pattern times text steps.
        ReadOnlySpan<char> starPattern = default, starText = default;
        bool hasStar = false;
        while (true)
        {
            if (pattern is ['*', ..])
            {
                pattern = pattern[1..];
                starPattern = pattern;
                starText = text;
                hasStar = true;
                continue;
            }
            if (pattern.IsEmpty && text.IsEmpty) return true;
            if (!text.IsEmpty && !pattern.IsEmpty && TryOne(ref pattern, text[0]))
            {
                text = text[1..];
                continue;
            }
            if (!hasStar || starText.IsEmpty || starText[0] == '/') return false;
            starText = starText[1..];
            pattern = starPattern;
            text = starText;
        }
    }

    private static bool TryOne(ref ReadOnlySpan<char> pattern, char c)
    {
        switch (pattern[0])
        {
            case '?':
                pattern = pattern[1..];
                return c != '/';
            case '[': return TryClass(ref pattern, c);
            case '\\' when pattern.Length > 1:
                bool quoted = pattern[1] == c;
                pattern = pattern[2..];
                return quoted;
            default:
                bool same = pattern[0] == c;
                pattern = pattern[1..];
                return same;
        }
    }

    private static bool TryClass(ref ReadOnlySpan<char> pattern, char c)
    {
        int at = 1;
        bool negated = pattern.Length > 1 && pattern[1] == '^';
        if (negated) at++;
        bool found = false;
        for (bool first = true; at < pattern.Length && (first || pattern[at] != ']'); first = false)
        {
            char low = pattern[at++];
            char high = low;
            if (at + 1 < pattern.Length && pattern[at] == '-' && pattern[at + 1] != ']')
            {
                high = pattern[at + 1];
                at += 2;
            }
            found |= c >= low && c <= high;
        }
        if (at >= pattern.Length) return false;
        pattern = pattern[(at + 1)..];
        return found != negated && c != '/';
    }
}
