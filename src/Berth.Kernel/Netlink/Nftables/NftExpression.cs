namespace Berth.Kernel.Netlink;

/// <summary>
/// One expression of a received rule: <c>meta</c>, <c>cmp</c>, <c>match</c> (iptables), … with its attributes as received, for who wants to know
/// what a foreign rule does.
/// </summary>
/// <param name="Name">The kernel's name of the expression.</param>
/// <param name="Data">NFTA_EXPR_DATA: attributes whose numbers depend on the name.</param>
public sealed record NftExpression(string Name, byte[] Data)
{
    /// <summary>The attributes of <see cref="Data"/>.</summary>
    public NetlinkAttributes Attributes => new(Data);

    /// <summary>A 32-bit attribute; null when absent.</summary>
    public uint? Number(ushort type) => Attributes.TryGet(type, out NetlinkAttribute attribute) ? attribute.AsUInt32BigEndian : null;

    /// <summary>A string attribute; null when absent.</summary>
    public string? Text(ushort type) => Attributes.TryGet(type, out NetlinkAttribute attribute) ? attribute.AsString : null;

    /// <summary>The constant (NFTA_DATA_VALUE) inside an attribute; empty when there is none.</summary>
    public ReadOnlySpan<byte> Constant(ushort type) =>
        Attributes.TryGet(type, out NetlinkAttribute attribute) && attribute.Nested.TryGet(Nft.DataValue, out NetlinkAttribute value) ? value.Value : default;

    /// <summary>The verdict of an <c>immediate</c>, with the chain for jump and goto; false when it is none.</summary>
    public bool TryGetVerdict(out NftVerdict verdict, out string? chain)
    {
        verdict = NftVerdict.Continue;
        chain = null;
        if (Name != "immediate" || !Attributes.TryGet(2, out NetlinkAttribute data) || !data.Nested.TryGet(Nft.DataVerdict, out NetlinkAttribute inner)) return false;
        foreach (NetlinkAttribute part in inner.Nested)
        {
            if (part.Type == Nft.VerdictCode) verdict = (NftVerdict)part.AsUInt32BigEndian;
            else if (part.Type == Nft.VerdictChain) chain = part.AsString;
        }
        return true;
    }

    internal static NftExpression Parse(NetlinkAttributes attributes)
    {
        string name = "";
        byte[] data = [];
        foreach (NetlinkAttribute attribute in attributes)
        {
            if (attribute.Type == Nft.ExpressionName) name = attribute.AsString;
            else if (attribute.Type == Nft.ExpressionData) data = attribute.Value.ToArray();
        }
        return new NftExpression(name, data);
    }
}
