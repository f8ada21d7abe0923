using System.Text.RegularExpressions;

namespace Berth.Engine;

/// <summary>
/// A name or id in a filter: Docker takes it for a regular expression that may match anywhere. Nearly always it is plain text, perhaps with
/// <c>^</c> and <c>$</c>, and the machinery of expressions is not set up for that.
/// </summary>
internal static class TextPattern
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    internal static bool Matches(string pattern, string text)
    {
        ReadOnlySpan<char> plain = pattern;
        bool atStart = plain.StartsWith("^"), atEnd = plain.EndsWith("$");
        if (atStart) plain = plain[1..];
        if (atEnd && plain.Length > 0) plain = plain[..^1];
        if (HasOperator(plain))
        {
            try { return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, Patience); }
            catch (ArgumentException) { return text.Contains(pattern, StringComparison.Ordinal); }
        }
        return atStart && atEnd ? text.AsSpan().SequenceEqual(plain)
            : atStart ? text.AsSpan().StartsWith(plain)
            : atEnd ? text.AsSpan().EndsWith(plain)
            : text.AsSpan().Contains(plain, StringComparison.Ordinal);
    }

    private static bool HasOperator(ReadOnlySpan<char> pattern)
    {
        foreach (char c in pattern)
            if (c is '\\' or '.' or '+' or '*' or '?' or '(' or ')' or '|' or '[' or ']' or '{' or '}' or '^' or '$') return true;
        return false;
    }
}
