using System.Text;
using Berth.Kernel.Terminals;

namespace Berth.Cli.Output;

/// <summary>Asks before something is lost.</summary>
internal static class Question
{
    /// <summary>True only for an answer of y or yes; the end of input is a no.</summary>
    public static bool Confirm(TextOutput output, string warning)
    {
        output.Write($"{warning}\nAre you sure you want to continue? [y/N] ");
        output.TryFlush();
        var line = new StringBuilder();
        Span<byte> one = stackalloc byte[1];
        while (StandardStream.Read(StandardStream.Input, one) == 1 && one[0] != '\n' && line.Length < 64)
        {
            line.Append((char)one[0]);
        }

        return line.ToString().Trim().ToLowerInvariant() is "y" or "yes";
    }
}
