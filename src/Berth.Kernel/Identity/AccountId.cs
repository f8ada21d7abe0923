namespace Berth.Kernel.Identity;

/// <summary>User and group numbers as people write them.</summary>
internal static class AccountId
{
    /// <summary>The largest number that Docker takes; larger ones have meant -1 to some tool or other.</summary>
    internal const uint Maximum = int.MaxValue;

    /// <summary>
    /// Whether <paramref name="text"/> is a number, with a sign perhaps: then it is never a name. <paramref name="id"/> is null when it
    /// is out of range.
    /// </summary>
    internal static bool IsNumber(ReadOnlySpan<char> text, out uint? id)
    {
        id = null;
        ReadOnlySpan<char> digits = text.Length > 0 && text[0] is '-' or '+' ? text[1..] : text;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
            return false;
        bool negative = text[0] == '-' && digits.ContainsAnyExcept('0');
        digits = digits.TrimStart('0');
        if (!negative && digits.Length <= 10 && long.TryParse(digits.IsEmpty ? "0" : digits, out long value) && value <= Maximum)
            id = (uint)value;
        return true;
    }

    /// <summary>A number in an account file: digits alone.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out uint id) =>
        System.Buffers.Text.Utf8Parser.TryParse(text, out id, out int used) && used == text.Length && used > 0 && id <= Maximum;
}
