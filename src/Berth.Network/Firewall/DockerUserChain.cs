using Berth.Kernel.Netlink;

namespace Berth.Network;

/// <summary>
/// Docker sets the policy of <c>ip filter FORWARD</c> to drop and asks the chain <c>DOCKER-USER</c> first, which it leaves to others. There Berth
/// puts the rules that let its bridge's packets pass, and only those: they are known by their comment. What goes from Berth's bridge to one of
/// Docker's is left to Docker, and what may enter Berth's is decided in <see cref="BerthTable"/>, which sees the packets too.
/// The expressions are ones that iptables-nft can read back; with others it would refuse the whole table, and dockerd with it.
/// </summary>
internal static class DockerUserChain
{
    private const NftFamily Family = NftFamily.IPv4;
    private const string Table = "filter";
    private const string Chain = "DOCKER-USER";
    private const int RuleCount = 4;

    /// <summary>Whether nothing is to be done: no such chain, or our rules are in it.</summary>
    internal static bool IsSettled(NftSocket nft, string bridge) =>
        nft.GetChain(Family, Table, Chain) is null || OurRules(nft, bridge).Count == RuleCount;

    /// <summary>Puts the rules at the head of the chain, in place of an incomplete set of them.</summary>
    internal static void Apply(NftSocket nft, string bridge)
    {
        if (nft.GetChain(Family, Table, Chain) is null) return;
        List<NftRuleInfo> ours = OurRules(nft, bridge);
        if (ours.Count == RuleCount) return;
        var transaction = new NftTransaction();
        foreach (NftRuleInfo rule in ours) transaction.DeleteRule(Family, Table, Chain, rule.Handle);
        string comment = CommentFor(bridge);

        // Each goes to the head, so the first to be tried is written last.
        Add(rule => rule.Interface(NftMeta.OutputInterfaceName, bridge).Counter().Accept());
        Add(rule => rule.Interface(NftMeta.InputInterfaceName, bridge).Counter().Accept());
        Add(rule => rule.Interface(NftMeta.InputInterfaceName, bridge).Interface(NftMeta.OutputInterfaceName, "br-*").Counter().Verdict(NftVerdict.Return));
        Add(rule => rule.Interface(NftMeta.InputInterfaceName, bridge).Interface(NftMeta.OutputInterfaceName, "docker0").Counter().Verdict(NftVerdict.Return));
        nft.Commit(transaction);

        void Add(Action<NftRule> expressions) => transaction.AddRule(Family, Table, Chain, expressions, comment, atHead: true);
    }

    private static List<NftRuleInfo> OurRules(NftSocket nft, string bridge)
    {
        string comment = CommentFor(bridge);
        return nft.Rules(Family, Table, Chain).FindAll(rule => rule.Comment == comment);
    }

    private static string CommentFor(string bridge) => "berth: " + bridge;
}
