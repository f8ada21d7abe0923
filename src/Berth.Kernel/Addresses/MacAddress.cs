using System.Globalization;

namespace Berth.Kernel;

/// <summary>An Ethernet address: 48 bits.</summary>
public readonly record struct MacAddress(ulong Value)
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 6;

    /// <summary>Docker's rule: 02:42 (locally administered) followed by the IPv4 address, so that an address always comes with
    /// the same MAC and neighbours' caches stay right when it is used again.</summary>
    public static MacAddress From(IPv4Address address) => new((0x0242UL << 32) | address.Value);

    public static MacAddress Read(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int i = 0; i < Size && i < bytes.Length; i++) value = (value << 8) | bytes[i];
        return new MacAddress(value);
    }

    public void Write(Span<byte> destination)
    {
        for (int i = 0; i < Size; i++) destination[i] = (byte)(Value >> (8 * (Size - 1 - i)));
    }

    /// <summary>A group (multicast, broadcast) address, which no interface may have.</summary>
    public bool IsMulticast => ((Value >> 40) & 1) != 0;

    /// <summary>Six pairs of hexadecimal digits, all separated by colons or all by hyphens.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddress address)
    {
        address = default;
        if (text.Length != 17 || text[2] is not (':' or '-')) return false;
        ulong value = 0;
        for (int i = 0; i < Size; i++)
        {
            if (i > 0 && text[(3 * i) - 1] != text[2]) return false;
            if (!byte.TryParse(text.Slice(3 * i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte number)) return false;
            value = (value << 8) | number;
        }
        address = new MacAddress(value);
        return true;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        return string.Create(CultureInfo.InvariantCulture, $"{bytes[0]:x2}:{bytes[1]:x2}:{bytes[2]:x2}:{bytes[3]:x2}:{bytes[4]:x2}:{bytes[5]:x2}");
    }
}
