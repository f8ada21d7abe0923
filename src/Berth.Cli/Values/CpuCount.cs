using System.Globalization;

namespace Berth.Cli.Values;

/// <summary>A number of CPUs, fractions allowed: <c>1.5</c>, <c>1/2</c>.</summary>
internal static class CpuCount
{
    /// <summary>Billionths of a CPU from text. Returns null, or docker's reason.</summary>
    public static string? Parse(string text, out long nanoCpus)
    {
        nanoCpus = 0;
        string[] parts = text.Split('/');
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent;
        decimal divisor = 1;
        if (parts.Length > 2 || !decimal.TryParse(parts[0], Style, CultureInfo.InvariantCulture, out decimal count)
            || (parts.Length == 2 && (!decimal.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out divisor) || divisor == 0)))
        {
            return $"failed to parse {text} as a rational number";
        }

        if (Math.Abs(count) > 1_000_000)
        {
            return $"{text} is more CPUs than any machine has";
        }

        decimal nano = count * 1_000_000_000 / divisor;
        if (nano != decimal.Truncate(nano) || decimal.Truncate(nano) * divisor != count * 1_000_000_000)
        {
            return "value is too precise";
        }

        nanoCpus = (long)nano;
        return null;
    }
}
