using Berth.Kernel.Netlink;

namespace Berth.Network;

/// <summary>
/// Finds what stops forwarded packets of a bridge in spite of Berth's own rules: another base chain at the forward hook whose policy or rules drop
/// them (firewalld, ufw, a hand-written rule set), since a drop anywhere is final. The rules are followed for one packet out and one
/// answer back; where a rule tests something not known here, it is taken not to decide.
/// </summary>
internal static class ForwardingDiagnosis
{
    private const int MaximumDepth = 16;

    /// <summary>The first chain that stops packets from the bridge to the uplink, or the answers; null when none does.</summary>
    internal static ForwardingBlocker? Find(NftSocket nft, string bridge, string? uplink)
    {
        ForwardedPacket request = new(bridge, uplink, NftState.New), answer = new(uplink, bridge, NftState.Established);
        List<NftChainInfo> all = nft.Chains();
        foreach (NftChainInfo chain in all)
        {
            if (chain.Hook != NftHook.Forward || chain.Family is not (NftFamily.IPv4 or NftFamily.Inet) || chain.Table == BerthTable.Name) continue;
            var walk = new Walk(nft, chain.Family, chain.Table);
            Stop? outbound = walk.Base(chain, request);
            if ((outbound ?? walk.Base(chain, answer)) is not { } stop) continue;
            return new ForwardingBlocker("nft", ForwardingBlocker.NameOf(chain.Family), chain.Table, stop.Chain, stop.Reason, outbound is not null)
            {
                UsesUfw = all.Exists(other => other.Table == chain.Table && other.Name.StartsWith("ufw-", StringComparison.Ordinal)),
            };
        }
        return LegacyIptables.FindBlocker(bridge);
    }

    /// <summary>Where a packet ends: null chain when the walk only fell off the end.</summary>
    private sealed record Stop(bool Blocks, string Chain, string Reason);

    /// <summary>One table's rules, read once.</summary>
    private sealed class Walk(NftSocket nft, NftFamily family, string table)
    {
        private readonly ILookup<string, NftRuleInfo> rules = nft.Rules(family, table).ToLookup(static rule => rule.Chain);

        internal Stop? Base(NftChainInfo chain, ForwardedPacket packet)
        {
            Stop? stop = Follow(chain.Name, packet, 0);
            if (stop is null) return chain.Policy == NftVerdict.Drop ? new Stop(true, chain.Name, "policy drop") : null;
            return stop.Blocks ? stop : null;
        }

        private Stop? Follow(string chain, ForwardedPacket packet, int depth)
        {
            if (depth > MaximumDepth) return null;
            foreach (NftRuleInfo rule in rules[chain])
            {
                RuleOutcome outcome = RuleOutcome.Of(rule, packet, (set, key) => nft.HasElement(family, table, set, key));
                if (!outcome.Matches || !outcome.Certain) continue;
                switch (outcome.Verdict)
                {
                    case NftVerdict.Drop: return new Stop(true, chain, outcome.Rejects ? "a reject rule" : "a drop rule");
                    case NftVerdict.Accept: return new Stop(false, chain, "accepted");
                    case NftVerdict.Return: return null;
                    case NftVerdict.Goto: return Follow(outcome.Chain!, packet, depth + 1);
                    case NftVerdict.Jump when Follow(outcome.Chain!, packet, depth + 1) is { } stop: return stop;
                }
            }
            return null;
        }
    }
}
