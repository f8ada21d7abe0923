using Berth.Kernel.Netlink;

namespace Berth.Network;

/// <summary>A rule or policy of another firewall that stops packets between a bridge and the outside.</summary>
/// <param name="Backend">What shows it: <c>nft</c> or <c>iptables-legacy</c>.</param>
/// <param name="Family">Its family as nft writes it: <c>ip</c>, <c>inet</c>.</param>
/// <param name="Reason"><c>policy drop</c>, <c>a drop rule</c>, <c>a reject rule</c>.</param>
/// <param name="Outbound">Whether it stops what leaves the bridge; else what comes back to it.</param>
public sealed record ForwardingBlocker(string Backend, string Family, string Table, string Chain, string Reason, bool Outbound)
{
    /// <summary>One line for a user, without a full stop.</summary>
    public string Describe(string bridge) =>
        $"packets {(Outbound ? "from" : "to")} {bridge} are stopped by {Reason} in chain {Chain} of table {Family} {Table} ({Backend})";

    internal static string NameOf(NftFamily family) => family switch
    {
        NftFamily.Inet => "inet", NftFamily.IPv4 => "ip", NftFamily.IPv6 => "ip6", NftFamily.Bridge => "bridge", _ => family.ToString().ToLowerInvariant(),
    };
}
