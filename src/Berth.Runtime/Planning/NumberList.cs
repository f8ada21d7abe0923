using System.Globalization;

namespace Berth.Runtime.Planning;

/// <summary>Lists such as <c>0-3,7</c> (cpuset(7) "List format") as bit masks.</summary>
internal static class NumberList
{
    /// <summary>Far above what kernels are built for (8192 processors, 1024 nodes); keeps a list from asking for gigabytes.</summary>
    private const int Most = 1 << 16;

    /// <summary>Bit n of byte n/8 is set for every n of the list; the length is a multiple of eight bytes.</summary>
    /// <exception cref="Berth.Oci.EngineException">Not a list; <paramref name="field"/> is named.</exception>
    public static byte[] ToMask(string list, string field)
    {
        var mask = new byte[8];
        foreach (Range range in list.AsSpan().Split(','))
        {
            ReadOnlySpan<char> part = list.AsSpan(range).Trim();
            int dash = part.IndexOf('-');
            if (!TryNumber(dash < 0 ? part : part[..dash], out int first) || !TryNumber(dash < 0 ? part : part[(dash + 1)..], out int last) || last < first)
            {
                throw PlanContext.Invalid($"config.json: {field}: '{list}' is not a list such as 0-3,7");
            }

            if (last >= mask.Length * 8)
            {
                Array.Resize(ref mask, (last / 64 + 1) * 8);
            }

            for (int number = first; number <= last; number++)
            {
                mask[number / 8] |= (byte)(1 << number % 8);
            }
        }

        return mask;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < Most;
}
