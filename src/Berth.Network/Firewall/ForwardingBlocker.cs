using Berth.Kernel.Netlink;

namespace Berth.Network;

/// <summary>A rule or policy of another firewall that stops packets between a bridge and the outside.</summary>
/// <param name="Backend">What shows it: <c>nft</c> or <c>iptables-legacy</c>.</param>
/// <param name="Family">Its family as nft writes it: <c>ip</c>, <c>inet</c>.</param>
/// <param name="Reason"><c>policy drop</c>, <c>a drop rule</c>, <c>a reject rule</c>.</param>
/// <param name="Outbound">Whether it stops what leaves the bridge; else what comes back to it.</param>
public sealed record ForwardingBlocker(string Backend, string Family, string Table, string Chain, string Reason, bool Outbound)
{
    /// <summary>Whether ufw manages the table.</summary>
    public bool UsesUfw { get; init; }

    /// <summary>One line for a user, without a full stop.</summary>
    public string Describe(string bridge) =>
        $"packets {(Outbound ? "from" : "to")} {bridge} are stopped by {Reason} in chain {Chain} of table {Family} {Table} ({Backend})";

    /// <summary>What to do about it: a command for the firewall it belongs to.</summary>
    public string Hint(string bridge) => this switch
    {
        { Table: "firewalld" } => $"firewall-cmd --permanent --zone=trusted --add-interface={bridge} && firewall-cmd --reload",
        { UsesUfw: true } => $"ufw route allow in on {bridge} && ufw route allow out on {bridge}",
        { Backend: "iptables-legacy" } => $"iptables-legacy -I FORWARD -i {bridge} -j ACCEPT && iptables-legacy -I FORWARD -o {bridge} -j ACCEPT",
        { Family: "ip", Table: "filter" } => $"iptables -I FORWARD -i {bridge} -j ACCEPT && iptables -I FORWARD -o {bridge} -j ACCEPT",
        _ => $"nft insert rule {Family} {Table} {Chain} iifname {bridge} accept && nft insert rule {Family} {Table} {Chain} oifname {bridge} accept",
    };

    internal static string NameOf(NftFamily family) => family switch
    {
        NftFamily.Inet => "inet", NftFamily.IPv4 => "ip", NftFamily.IPv6 => "ip6", NftFamily.Bridge => "bridge", _ => family.ToString().ToLowerInvariant(),
    };
}
