using System.Globalization;

namespace Berth.Kernel.Cgroups;

/// <summary>A part of a list of processors or memory nodes such as <c>0-3,7</c>, whose parts are separated by commas: cpuset(7) "List format".</summary>
public readonly record struct NumberRange(int First, int Last)
{
    /// <summary>Far above what kernels are built for (8192 processors, 1024 nodes); keeps a list from asking for gigabytes.</summary>
    private const int Limit = 1 << 16;

    /// <summary>Reads <c>7</c> or <c>0-3</c>, without blanks.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out NumberRange range)
    {
        int dash = text.IndexOf('-');
        bool isRange = TryNumber(dash < 0 ? text : text[..dash], out int first) & TryNumber(text[(dash + 1)..], out int last) && first <= last;
        range = new NumberRange(first, last);
        return isRange;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < Limit;
}
