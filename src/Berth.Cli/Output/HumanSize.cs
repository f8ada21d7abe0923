using Berth.Cli.Templates.Values;

namespace Berth.Cli.Output;

/// <summary>Sizes for people, as go-units writes them.</summary>
internal static class HumanSize
{
    /// <summary>Units of 1000 and <paramref name="digits"/> significant digits: <c>118MB</c>, <c>1.23kB</c>, <c>0B</c>.</summary>
    public static string Decimal(double bytes, int digits = 4) => Scale(bytes, 1000, ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"], digits);

    /// <summary>Units of 1024 and four significant digits: <c>7.656GiB</c>.</summary>
    public static string Binary(double bytes) => Scale(bytes, 1024, ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"], 4);

    private static string Scale(double size, double unit, ReadOnlySpan<string> names, int digits)
    {
        int i = 0;
        for (; size >= unit && i < names.Length - 1; i++)
        {
            size /= unit;
        }

        return GoFormat.Significant(size, digits) + names[i];
    }
}
