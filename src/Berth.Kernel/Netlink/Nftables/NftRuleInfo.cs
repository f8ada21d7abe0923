namespace Berth.Kernel.Netlink;

/// <summary>A rule as NFT_MSG_NEWRULE tells it.</summary>
/// <param name="Handle">What deletes it.</param>
/// <param name="Comment">Null when it has none.</param>
/// <param name="Expressions">In the order of evaluation.</param>
public sealed record NftRuleInfo(NftFamily Family, string Table, string Chain, ulong Handle, string? Comment, IReadOnlyList<NftExpression> Expressions)
{
    internal static NftRuleInfo? Parse(NetlinkMessage message)
    {
        if (message.Type != Nft.NewRule || message.Payload.Length < Nft.HeaderSize) return null;
        string table = "", chain = "";
        string? comment = null;
        ulong handle = 0;
        var expressions = new List<NftExpression>();
        foreach (NetlinkAttribute attribute in message.Attributes(Nft.HeaderSize))
        {
            switch (attribute.Type)
            {
                case Nft.RuleTable: table = attribute.AsString; break;
                case Nft.RuleChain: chain = attribute.AsString; break;
                case Nft.RuleHandle: handle = attribute.AsUInt64BigEndian; break;
                case Nft.RuleUserData: comment = NftComment.Read(attribute.Value); break;
                case Nft.RuleExpressions:
                    foreach (NetlinkAttribute item in attribute.Nested) expressions.Add(NftExpression.Parse(item.Nested));
                    break;
            }
        }
        return new NftRuleInfo((NftFamily)message.Payload[0], table, chain, handle, comment, expressions);
    }
}
