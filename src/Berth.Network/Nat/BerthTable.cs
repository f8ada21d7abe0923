using System.Text;
using Berth.Kernel;
using Berth.Kernel.Netlink;

namespace Berth.Network;

/// <summary>
/// The nf_tables table <c>inet berth</c> of a host. Its rules are the same whatever networks there are: a network is elements in sets, a
/// published port will be an element of a map. So any command can put the table back whole, and adding to it disturbs nobody.
/// <code>
/// table inet berth {
///   set bridges  { type ifname; }                          # every Berth bridge
///   set internal { type ifname . ifname; }                 # a bridge with itself: containers of one network may talk
///   set subnets  { type ipv4_addr; flags interval; }       # what is masqueraded
///   map published    { type inet_proto . inet_service : ipv4_addr . inet_service; }
///   map published_on { type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service; }
///   chain forward      answers and published ports go in; other bridges and the outside do not
///   chain postrouting  masquerade what leaves a subnet by another interface
///   chain prerouting, output   destination NAT of published ports
/// }
/// </code>
/// </summary>
internal static class BerthTable
{
    internal const string Name = "berth";
    internal const string BridgesSet = "bridges";
    internal const string InternalSet = "internal";
    internal const string SubnetsSet = "subnets";
    internal const string PublishedMap = "published";
    internal const string PublishedOnMap = "published_on";

    private const NftFamily Family = NftFamily.Inet;
    private const int FilterPriority = 0;
    private const int DestinationNatPriority = -100;
    private const int SourceNatPriority = 100;

    // Changes with the rules below, so that a newer Berth replaces an older one's.
    private const string Version = "Berth rules 1";

    private const uint ForwardRules = 4;
    private const uint PostroutingRules = 1;
    private const uint PublishingRules = 2;

    /// <summary>Whether the table is whole and knows the network: three questions, no change.</summary>
    internal static bool IsApplied(NftSocket nft, NetworkRecord network)
    {
        if (nft.GetTable(Family, Name) is not { Comment: Version }) return false;
        int whole = 0;
        foreach (NftChainInfo chain in nft.GetChains(Family, Name, "forward", "postrouting", "prerouting", "output"))
        {
            uint expected = chain.Name switch { "forward" => ForwardRules, "postrouting" => PostroutingRules, _ => PublishingRules };
            if (chain.Hook is not null && chain.Uses == expected) whole++;
        }
        Span<byte> bridge = stackalloc byte[16];
        return whole == 4 && nft.HasElement(Family, Name, BridgesSet, InterfaceKey(network.BridgeName, bridge));
    }

    /// <summary>Makes the table whole and adds the network to it, in one transaction. Elements of other networks stay.</summary>
    internal static void Apply(NftSocket nft, NetworkRecord network)
    {
        NftTableInfo? table = nft.GetTable(Family, Name);
        NetlinkFailure? failure = nft.TryCommit(Whole(network, fromNothing: table is not null && table.Comment != Version));
        if (failure is null) return;

        // Something in the table contradicts what is to be there: an object of another kind, or the range of a subnet given up long ago.
        // Other networks' elements go with it; their next attach notices and puts them back.
        bool contradicts = failure.Errno is Errno.EEXIST or Errno.ENOTEMPTY or Errno.EBUSY or Errno.EINVAL or Errno.EOPNOTSUPP;
        if (table is null || !contradicts) throw failure.ToException();
        nft.Commit(Whole(network, fromNothing: true));
    }

    private static NftTransaction Whole(NetworkRecord network, bool fromNothing)
    {
        var transaction = new NftTransaction();
        if (fromNothing) transaction.DeleteTable(Family, Name);
        AddObjects(transaction);
        AddRules(transaction);
        AddNetwork(transaction, network);
        return transaction;
    }

    private static void AddObjects(NftTransaction transaction)
    {
        NftDataType endpoint = NftDataType.IPv4.Then(NftDataType.Port);
        transaction.AddTable(Family, Name, Version)
            .AddSet(Family, Name, BridgesSet, NftDataType.InterfaceName)
            .AddSet(Family, Name, InternalSet, NftDataType.InterfaceName.Then(NftDataType.InterfaceName))
            .AddIntervalSet(Family, Name, SubnetsSet, NftDataType.IPv4)
            .AddMap(Family, Name, PublishedMap, NftDataType.TransportProtocol.Then(NftDataType.Port), endpoint)
            .AddMap(Family, Name, PublishedOnMap, NftDataType.IPv4.Then(NftDataType.TransportProtocol).Then(NftDataType.Port), endpoint)
            .AddBaseChain(Family, Name, "forward", "filter", NftHook.Forward, FilterPriority)
            .AddBaseChain(Family, Name, "postrouting", "nat", NftHook.Postrouting, SourceNatPriority)
            .AddBaseChain(Family, Name, "prerouting", "nat", NftHook.Prerouting, DestinationNatPriority)
            .AddBaseChain(Family, Name, "output", "nat", NftHook.Output, DestinationNatPriority);
    }

    private static void AddRules(NftTransaction transaction)
    {
        foreach (string chain in new[] { "forward", "postrouting", "prerouting", "output" }) transaction.FlushChain(Family, Name, chain);
        transaction
            .AddRule(Family, Name, "forward", static rule => ToBridge(rule).State(NftState.Established | NftState.Related).Accept())
            .AddRule(Family, Name, "forward", static rule => rule.Meta(NftMeta.InputInterfaceName, NftRegister.R1).Meta(NftMeta.OutputInterfaceName, NftRegister.R2).Lookup(InternalSet).Accept())
            .AddRule(Family, Name, "forward", static rule => ToBridge(rule).IsDestinationNatted().Accept())
            // What is left is new and comes from another network or from outside: not asked for.
            .AddRule(Family, Name, "forward", static rule => ToBridge(rule).Drop())
            .AddRule(Family, Name, "postrouting", static rule => IPv4(rule).Payload(NftPayload.Network, 12, 4).Lookup(SubnetsSet)
                .Meta(NftMeta.OutputInterfaceName).Lookup(BridgesSet, inverted: true).Masquerade());
        foreach (string chain in new[] { "prerouting", "output" })
        {
            transaction
                .AddRule(Family, Name, chain, static rule => IPv4(ToThisHost(rule)).Payload(NftPayload.Network, 16, 4, NftRegister.R1)
                    .Meta(NftMeta.TransportProtocol, NftRegister.Word1).Payload(NftPayload.Transport, 2, 2, NftRegister.Word2)
                    .LookupMap(PublishedOnMap).DestinationNat(NftFamily.IPv4, NftRegister.R1, NftRegister.Word1))
                .AddRule(Family, Name, chain, static rule => IPv4(ToThisHost(rule)).Meta(NftMeta.TransportProtocol, NftRegister.R1)
                    .Payload(NftPayload.Transport, 2, 2, NftRegister.Word1)
                    .LookupMap(PublishedMap).DestinationNat(NftFamily.IPv4, NftRegister.R1, NftRegister.Word1));
        }
    }

    private static void AddNetwork(NftTransaction transaction, NetworkRecord network)
    {
        Span<byte> bridge = stackalloc byte[16], pair = stackalloc byte[32], first = stackalloc byte[4], end = stackalloc byte[4];
        InterfaceKey(network.BridgeName, bridge);
        bridge.CopyTo(pair);
        bridge.CopyTo(pair[16..]);
        network.Subnet.Base.Write(first);
        new IPv4Address(network.Subnet.Last.Value + 1).Write(end);
        transaction.AddElement(Family, Name, BridgesSet, bridge)
            .AddElement(Family, Name, InternalSet, pair)
            .AddRange(Family, Name, SubnetsSet, first, end);
    }

    private static NftRule ToBridge(NftRule rule) => rule.Meta(NftMeta.OutputInterfaceName).Lookup(BridgesSet);

    private static NftRule IPv4(NftRule rule) => rule.Meta(NftMeta.NetfilterProtocol).Compare(NftCompare.Equal, [(byte)NftFamily.IPv4]);

    // RTN_LOCAL, in host byte order.
    private static NftRule ToThisHost(NftRule rule) => rule.DestinationType().Compare(NftCompare.Equal, [2, 0, 0, 0]);

    private static Span<byte> InterfaceKey(string name, Span<byte> key)
    {
        key.Clear();
        Encoding.UTF8.GetBytes(name, key);
        return key;
    }
}
