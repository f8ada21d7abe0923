using System.Diagnostics.CodeAnalysis;
using Berth.Kernel;

namespace Berth.Engine;

/// <summary>A container's id: 64 lower-case hexadecimal digits, random.</summary>
public readonly record struct ContainerId
{
    private readonly string? value;

    private ContainerId(string value) => this.value = value;

    public string Value => value ?? throw new InvalidOperationException("an id that was never set");

    /// <summary>The first twelve digits: what lists show and the default host name.</summary>
    public string Short => Value[..12];

    public static ContainerId New()
    {
        while (true)
        {
            string digits = RandomBytes.Hex(32);
            // The short form is a host name, and one of decimal digits alone would pass for a number.
            if (digits.AsSpan(0, 12).ContainsAnyInRange('a', 'f')) return new ContainerId(digits);
        }
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out ContainerId id)
    {
        bool valid = text is { Length: 64 } && IsHex(text);
        id = valid ? new ContainerId(text!) : default;
        return valid;
    }

    internal static bool IsHex(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
            if (c is not (>= '0' and <= '9' or >= 'a' and <= 'f')) return false;
        return true;
    }

    public override string ToString() => value ?? "";
}
