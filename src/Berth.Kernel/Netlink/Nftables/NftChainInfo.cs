namespace Berth.Kernel.Netlink;

/// <summary>A chain as NFT_MSG_NEWCHAIN tells it.</summary>
public sealed record NftChainInfo
{
    public required NftFamily Family { get; init; }

    public required string Table { get; init; }

    public required string Name { get; init; }

    /// <summary><c>filter</c>, <c>nat</c>, <c>route</c>; null unless a base chain.</summary>
    public string? Type { get; init; }

    /// <summary>Null unless it is a base chain.</summary>
    public NftHook? Hook { get; init; }

    public int Priority { get; init; }

    /// <summary>Null unless it is a base chain.</summary>
    public NftVerdict? Policy { get; init; }

    /// <summary>Rules in it plus jumps to it.</summary>
    public uint Uses { get; init; }

    internal static NftChainInfo? Parse(NetlinkMessage message)
    {
        if (message.Type != Nft.NewChain || message.Payload.Length < Nft.HeaderSize) return null;
        string table = "", name = "";
        string? type = null;
        NftHook? hook = null;
        NftVerdict? policy = null;
        int priority = 0;
        uint uses = 0;
        foreach (NetlinkAttribute attribute in message.Attributes(Nft.HeaderSize))
        {
            switch (attribute.Type)
            {
                case Nft.ChainTable: table = attribute.AsString; break;
                case Nft.ChainName: name = attribute.AsString; break;
                case Nft.ChainType: type = attribute.AsString; break;
                case Nft.ChainPolicy: policy = (NftVerdict)attribute.AsUInt32BigEndian; break;
                case Nft.ChainUse: uses = attribute.AsUInt32BigEndian; break;
                case Nft.ChainHook:
                    foreach (NetlinkAttribute part in attribute.Nested)
                    {
                        if (part.Type == Nft.HookNumber) hook = (NftHook)part.AsUInt32BigEndian;
                        else if (part.Type == Nft.HookPriority) priority = (int)part.AsUInt32BigEndian;
                    }
                    break;
            }
        }
        return new NftChainInfo
        {
            Family = (NftFamily)message.Payload[0], Table = table, Name = name, Type = type, Hook = hook, Priority = priority, Policy = policy, Uses = uses,
        };
    }
}
