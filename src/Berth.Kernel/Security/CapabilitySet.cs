namespace Berth.Kernel.Security;

/// <summary>A set of capabilities as the kernel's bit mask.</summary>
public readonly record struct CapabilitySet(ulong Bits)
{
    public static CapabilitySet Empty => default;

    /// <summary>Every capability that the running kernel has.</summary>
    public static CapabilitySet All => new((1UL << (CapabilityHost.Last + 1)) - 1);

    public bool Contains(Capability capability) => (Bits >> (int)capability & 1) != 0;

    public CapabilitySet With(Capability capability) => new(Bits | 1UL << (int)capability);

    public CapabilitySet Without(Capability capability) => new(Bits & ~(1UL << (int)capability));

    public static CapabilitySet operator &(CapabilitySet left, CapabilitySet right) => BitwiseAnd(left, right);

    public static CapabilitySet operator |(CapabilitySet left, CapabilitySet right) => BitwiseOr(left, right);

    public static CapabilitySet BitwiseAnd(CapabilitySet left, CapabilitySet right) => new(left.Bits & right.Bits);

    public static CapabilitySet BitwiseOr(CapabilitySet left, CapabilitySet right) => new(left.Bits | right.Bits);

    /// <summary>The names in the order of the numbers; capabilities that Berth has no name for are left out.</summary>
    public string[] Names()
    {
        List<string> names = [];
        for (int i = 0; i < CapabilityNames.Count; i++)
        {
            if (Contains((Capability)i))
                names.Add(((Capability)i).Name());
        }
        return [.. names];
    }
}
