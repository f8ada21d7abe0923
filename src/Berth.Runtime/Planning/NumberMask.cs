using Berth.Kernel.Cgroups;

namespace Berth.Runtime.Planning;

/// <summary>Lists such as <c>0-3,7</c> as the bit masks of sched_setaffinity(2) and set_mempolicy(2).</summary>
internal static class NumberMask
{
    /// <summary>Bit n of byte n/8 is set for every n of the list; the length is a multiple of eight bytes.</summary>
    /// <exception cref="Berth.Oci.EngineException">Not a list; <paramref name="field"/> is named.</exception>
    public static byte[] Of(string list, string field)
    {
        var mask = new byte[8];
        foreach (Range part in list.AsSpan().Split(','))
        {
            if (!NumberRange.TryParse(list.AsSpan(part).Trim(), out NumberRange range))
            {
                throw PlanContext.Invalid($"config.json: {field}: '{list}' is not a list such as 0-3,7");
            }

            if (range.Last >= mask.Length * 8)
            {
                Array.Resize(ref mask, (range.Last / 64 + 1) * 8);
            }

            for (int number = range.First; number <= range.Last; number++)
            {
                mask[number / 8] |= (byte)(1 << number % 8);
            }
        }

        return mask;
    }
}
