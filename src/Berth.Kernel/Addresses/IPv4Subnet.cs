using System.Globalization;

namespace Berth.Kernel;

/// <summary>An IPv4 network in CIDR notation; <see cref="Base"/> has no host bits.</summary>
public readonly record struct IPv4Subnet
{
    public IPv4Subnet(IPv4Address address, int prefixLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(prefixLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prefixLength, 32);
        PrefixLength = prefixLength;
        Base = new IPv4Address(address.Value & MaskOf(prefixLength));
    }

    /// <summary>The network's own address, e.g. 172.17.0.0.</summary>
    public IPv4Address Base { get; }

    public int PrefixLength { get; }

    /// <summary>The last address, used for broadcast.</summary>
    public IPv4Address Last => new(Base.Value | ~MaskOf(PrefixLength));

    /// <summary>How many addresses it spans, 2^32 at most.</summary>
    public ulong Size => 1UL << (32 - PrefixLength);

    public bool Contains(IPv4Address address) => (address.Value & MaskOf(PrefixLength)) == Base.Value;

    public bool Overlaps(IPv4Subnet other) => Base <= other.Last && other.Base <= Last;

    /// <summary><c>a.b.c.d/n</c>. Host bits are cleared.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IPv4Subnet subnet)
    {
        subnet = default;
        int slash = text.IndexOf('/');
        if (slash < 0 || !IPv4Address.TryParse(text[..slash], out IPv4Address address)) return false;
        ReadOnlySpan<char> length = text[(slash + 1)..];
        if (length.Length is < 1 or > 2 || !byte.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out byte bits) || bits > 32) return false;
        subnet = new IPv4Subnet(address, bits);
        return true;
    }

    /// <exception cref="FormatException">Not a subnet. For constants; foreign text goes through <see cref="TryParse"/>.</exception>
    public static IPv4Subnet Parse(string text) =>
        TryParse(text, out IPv4Subnet subnet) ? subnet : throw new FormatException($"not an IPv4 subnet: {text}");

    public override string ToString() => $"{Base}/{PrefixLength}";

    private static uint MaskOf(int length) => length == 0 ? 0 : uint.MaxValue << (32 - length);
}
