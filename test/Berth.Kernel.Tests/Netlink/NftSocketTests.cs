using Berth.Kernel.Netlink;

namespace Berth.Kernel.Tests.Netlink;

public sealed class NftSocketTests
{
    private static T InFreshNamespace<T>(Func<NftSocket, T> body)
    {
        Assert.SkipUnless(Files.EffectiveUser == 0, "needs root for network namespaces");
        using var netns = NetworkNamespace.Create();
        return NetworkNamespace.Run(netns.Handle, () =>
        {
            using var nft = NftSocket.Open();
            return body(nft);
        });
    }

    private static byte[] InterfaceKey(string name)
    {
        byte[] key = new byte[16];
        System.Text.Encoding.UTF8.GetBytes(name, key);
        return key;
    }

    [Fact]
    public void What_is_committed_reads_in_nft_as_it_was_meant()
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/nft"), "needs nft");
        string listing = InFreshNamespace(nft =>
        {
            var transaction = new NftTransaction()
                .AddTable(NftFamily.Inet, "t", "made by a test")
                .AddSet(NftFamily.Inet, "t", "names", NftDataType.InterfaceName)
                .AddElement(NftFamily.Inet, "t", "names", InterfaceKey("eth0"))
                .AddIntervalSet(NftFamily.Inet, "t", "nets", NftDataType.IPv4)
                .AddRange(NftFamily.Inet, "t", "nets", [10, 0, 0, 0], [10, 1, 0, 0])
                .AddMap(NftFamily.Inet, "t", "ports", NftDataType.TransportProtocol.Then(NftDataType.Port), NftDataType.IPv4.Then(NftDataType.Port))
                .AddElement(NftFamily.Inet, "t", "ports", [6, 0, 0, 0, 0, 80, 0, 0], [10, 0, 0, 2, 0x1f, 0x90, 0, 0])
                .AddBaseChain(NftFamily.Inet, "t", "fwd", "filter", NftHook.Forward, 0, NftVerdict.Drop)
                .AddBaseChain(NftFamily.Inet, "t", "post", "nat", NftHook.Postrouting, 100)
                .AddBaseChain(NftFamily.Inet, "t", "pre", "nat", NftHook.Prerouting, -100)
                .AddChain(NftFamily.Inet, "t", "sub")
                .AddRule(NftFamily.Inet, "t", "fwd", rule => rule.State(NftState.Established | NftState.Related).Counter().Accept(), "answers")
                .AddRule(NftFamily.Inet, "t", "fwd", rule => rule.Interface(NftMeta.InputInterfaceName, "br-*").Verdict(NftVerdict.Jump, "sub"))
                .AddRule(NftFamily.Inet, "t", "fwd", rule => rule.Interface(NftMeta.OutputInterfaceName, "lo", equal: false).Drop(), atHead: true)
                .AddRule(NftFamily.Inet, "t", "post", rule => rule.Meta(NftMeta.NetfilterProtocol).Compare(NftCompare.Equal, [2])
                    .Payload(NftPayload.Network, 12, 4).Lookup("nets").Meta(NftMeta.OutputInterfaceName).Lookup("names", inverted: true).Masquerade())
                .AddRule(NftFamily.Inet, "t", "pre", rule => rule.DestinationType().Compare(NftCompare.Equal, [2, 0, 0, 0])
                    .Meta(NftMeta.TransportProtocol).Payload(NftPayload.Transport, 2, 2, NftRegister.Word1).LookupMap("ports")
                    .DestinationNat(NftFamily.IPv4, NftRegister.R1, NftRegister.Word1));
            nft.Commit(transaction);
            return Testing.Run("nft", "list", "ruleset");
        });
        foreach (string line in new[]
        {
            "comment \"made by a test\"", "elements = { \"eth0\" }", "elements = { 10.0.0.0/16 }", "type inet_proto . inet_service : ipv4_addr . inet_service",
            "elements = { tcp . 80 : 10.0.0.2 . 8080 }", "type filter hook forward priority filter; policy drop;",
            "ct state established,related counter packets 0 bytes 0 accept comment \"answers\"", "iifname \"br-*\" jump sub", "oifname != \"lo\" drop",
            "ip saddr @nets oifname != @names masquerade", "fib daddr type local dnat ip to meta l4proto . th dport map @ports",
        }) Assert.True(listing.Contains(line, StringComparison.Ordinal), $"{line} is not in\n{listing}");
    }

    [Fact]
    public void A_transaction_with_a_failure_leaves_nothing_and_names_it() => InFreshNamespace(nft =>
    {
        NetlinkFailure failure = nft.TryCommit(new NftTransaction().AddTable(NftFamily.Inet, "t")
            .AddRule(NftFamily.Inet, "t", "absent", rule => rule.Accept()).AddChain(NftFamily.Inet, "t", "later"))!;
        Assert.Equal(("add rule to chain", "t absent", Errno.ENOENT), (failure.Operation, failure.Subject, failure.Errno));
        Assert.Null(nft.GetTable(NftFamily.Inet, "t"));
        // And the socket is as good as new.
        nft.Commit(new NftTransaction().AddTable(NftFamily.Inet, "t"));
        Assert.NotNull(nft.GetTable(NftFamily.Inet, "t"));
        return 0;
    });

    [Fact]
    public void The_same_transaction_may_be_sent_again() => InFreshNamespace(nft =>
    {
        for (int i = 0; i < 2; i++)
        {
            nft.Commit(new NftTransaction().AddTable(NftFamily.Inet, "t").AddChain(NftFamily.Inet, "t", "c").AddSet(NftFamily.Inet, "t", "s", NftDataType.IPv4)
                .AddElement(NftFamily.Inet, "t", "s", [1, 2, 3, 4]).FlushChain(NftFamily.Inet, "t", "c").AddRule(NftFamily.Inet, "t", "c", rule => rule.Accept()));
        }
        Assert.Equal(1u, nft.GetChain(NftFamily.Inet, "t", "c")!.Uses);
        Assert.True(nft.HasElement(NftFamily.Inet, "t", "s", [1, 2, 3, 4]));
        Assert.False(nft.HasElement(NftFamily.Inet, "t", "s", [1, 2, 3, 5]));
        Assert.False(nft.HasElement(NftFamily.Inet, "t", "absent", [1, 2, 3, 5]));
        Assert.Equal([1, 2, 3, 4], Assert.Single(nft.Elements(NftFamily.Inet, "t", "s")));
        nft.Commit(new NftTransaction().DeleteElement(NftFamily.Inet, "t", "s", [1, 2, 3, 4]));
        Assert.Empty(nft.Elements(NftFamily.Inet, "t", "s"));
        return 0;
    });

    [Fact]
    public void Tables_chains_and_rules_are_listed_and_rules_deleted() => InFreshNamespace(nft =>
    {
        uint before = nft.Generation();
        nft.Commit(new NftTransaction().AddTable(NftFamily.Inet, "t", "words").AddBaseChain(NftFamily.Inet, "t", "f", "filter", NftHook.Forward, 5, NftVerdict.Drop)
            .AddChain(NftFamily.Inet, "t", "c").AddRule(NftFamily.Inet, "t", "f", rule => rule.Verdict(NftVerdict.Goto, "c"), "mine").AddRule(NftFamily.Inet, "t", "f", rule => rule.Drop()));
        Assert.NotEqual(before, nft.Generation());
        Assert.Contains(new NftTableInfo(NftFamily.Inet, "t", "words"), nft.Tables());
        NftChainInfo chain = Assert.Single(nft.Chains(), c => c.Hook == NftHook.Forward);
        Assert.Equal(("t", "f", "filter", 5, NftVerdict.Drop, 2u), (chain.Table, chain.Name, chain.Type, chain.Priority, chain.Policy, chain.Uses));
        List<NftRuleInfo> rules = nft.Rules(NftFamily.Inet, "t", "f");
        Assert.Equal(["mine", null], rules.Select(rule => rule.Comment));
        Assert.True(rules[0].Expressions[0].TryGetVerdict(out NftVerdict verdict, out string? target));
        Assert.Equal((NftVerdict.Goto, "c"), (verdict, target));
        nft.Commit(new NftTransaction().DeleteRule(NftFamily.Inet, "t", "f", rules[0].Handle));
        Assert.Null(Assert.Single(nft.Rules(NftFamily.Inet, "t")).Comment);
        Assert.Empty(nft.Rules(NftFamily.Inet, "absent"));
        nft.Commit(new NftTransaction().DeleteTable(NftFamily.Inet, "t"));
        Assert.Empty(nft.Chains());
        return 0;
    });
}
