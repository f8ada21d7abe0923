using System.Buffers.Binary;
using System.Globalization;

namespace Berth.Kernel;

/// <summary>An IPv4 address as a number, so that address arithmetic and comparison are the obvious ones.</summary>
public readonly record struct IPv4Address(uint Value) : IComparable<IPv4Address>
{
    /// <summary>Four bytes in network order.</summary>
    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt32BigEndian(destination, Value);

    public static IPv4Address Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt32BigEndian(bytes));

    /// <summary>127.0.0.0/8.</summary>
    public bool IsLoopback => Value >> 24 == 127;

    /// <summary>Dotted decimal with four parts, each 0 to 255 and without leading zeros (which some read as octal).</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IPv4Address address)
    {
        address = default;
        uint value = 0;
        for (int part = 0; part < 4; part++)
        {
            int end = part == 3 ? text.Length : text.IndexOf('.');
            if (end is < 1 or > 3 || (end > 1 && text[0] == '0')) return false;
            if (!byte.TryParse(text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out byte number)) return false;
            value = (value << 8) | number;
            text = text[Math.Min(end + 1, text.Length)..];
        }
        address = new IPv4Address(value);
        return text.IsEmpty;
    }

    /// <exception cref="FormatException">Not an address. For constants; foreign text goes through <see cref="TryParse"/>.</exception>
    public static IPv4Address Parse(string text) =>
        TryParse(text, out IPv4Address address) ? address : throw new FormatException($"not an IPv4 address: {text}");

    public int CompareTo(IPv4Address other) => Value.CompareTo(other.Value);

    public static bool operator <(IPv4Address a, IPv4Address b) => a.Value < b.Value;
    public static bool operator >(IPv4Address a, IPv4Address b) => a.Value > b.Value;
    public static bool operator <=(IPv4Address a, IPv4Address b) => a.Value <= b.Value;
    public static bool operator >=(IPv4Address a, IPv4Address b) => a.Value >= b.Value;

    public override string ToString() => $"{Value >> 24}.{(Value >> 16) & 255}.{(Value >> 8) & 255}.{Value & 255}";
}
