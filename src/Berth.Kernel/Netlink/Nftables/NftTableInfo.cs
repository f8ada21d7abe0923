namespace Berth.Kernel.Netlink;

/// <summary>A table as NFT_MSG_NEWTABLE tells it.</summary>
/// <param name="Comment">Null when it has none.</param>
public sealed record NftTableInfo(NftFamily Family, string Name, string? Comment)
{
    internal static NftTableInfo? Parse(NetlinkMessage message)
    {
        if (message.Type != Nft.NewTable || message.Payload.Length < Nft.HeaderSize) return null;
        string name = "";
        string? comment = null;
        foreach (NetlinkAttribute attribute in message.Attributes(Nft.HeaderSize))
        {
            if (attribute.Type == Nft.TableName) name = attribute.AsString;
            else if (attribute.Type == Nft.TableUserData) comment = NftComment.Read(attribute.Value);
        }
        return new NftTableInfo((NftFamily)message.Payload[0], name, comment);
    }
}
