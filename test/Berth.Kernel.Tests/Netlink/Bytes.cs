using System.Text;

namespace Berth.Kernel.Tests.Netlink;

/// <summary>Compares bytes with hexadecimal text: lines of digit groups, each with a remark behind three spaces if one is wanted.</summary>
internal static class Bytes
{
    internal static byte[] Parse(string text)
    {
        var digits = new StringBuilder();
        foreach (string line in text.Split('\n'))
        {
            int remark = line.TrimStart().IndexOf("   ", StringComparison.Ordinal);
            digits.Append((remark < 0 ? line.Trim() : line.TrimStart()[..remark]).Replace(" ", "", StringComparison.Ordinal));
        }
        return Convert.FromHexString(digits.ToString());
    }

    /// <summary>Says which words differ, since that is what one wants to know of a message.</summary>
    internal static void Equal(string expected, ReadOnlySpan<byte> actual)
    {
        byte[] wanted = Parse(expected);
        var differences = new StringBuilder();
        for (int i = 0; i < Math.Max(wanted.Length, actual.Length); i += 4)
        {
            string left = Word(wanted, i), right = Word(actual, i);
            if (left != right) differences.Append($"byte {i}: expected {left}, got {right}\n");
        }
        if (differences.Length > 0) Assert.Fail(differences.ToString());
    }

    private static string Word(ReadOnlySpan<byte> bytes, int offset) =>
        offset >= bytes.Length ? "nothing" : Convert.ToHexStringLower(bytes[offset..Math.Min(offset + 4, bytes.Length)]);
}
