namespace Berth.Network.Tests;

public sealed class FirewallTests
{
    private const string DockerRules = """
        table ip filter {
          chain DOCKER-USER {
            counter return
          }
          chain DOCKER {
            iifname != "docker0" oifname "docker0" counter drop
          }
          chain FORWARD {
            type filter hook forward priority filter; policy drop;
            counter jump DOCKER-USER
            counter jump DOCKER
            iifname "docker0" oifname != "docker0" counter accept
          }
        }
        """;

    [Fact]
    public void Beside_dockerd_whose_forward_policy_is_drop_the_bridge_still_forwards()
    {
        using var bed = new Testbed();
        Assert.Equal("", bed.Nft(DockerRules));
        BridgeNetwork network = bed.Open();
        using Container container = bed.Attach(network);
        using var listener = bed.ListenOutside(80);
        Assert.Equal("198.51.100.2", Testbed.Connect(container.Netns, Testbed.Outside, 80));
        Assert.Null(bed.OnHost(network.DiagnoseForwarding));
    }

    [Fact]
    public void Rules_in_DOCKER_USER_are_added_once_and_only_ours_and_iptables_can_read_them()
    {
        using var bed = new Testbed();
        Assert.Equal("", bed.Nft(DockerRules + "\nadd rule ip filter DOCKER-USER tcp dport 25 drop comment \"admin\""));
        BridgeNetwork network = bed.Open();
        for (int i = 0; i < 3; i++) bed.Attach(network, "c" + i).Dispose();
        string chain = bed.RunOnHost("nft", "list", "chain", "ip", "filter", "DOCKER-USER");
        Assert.Equal(4, chain.Split("berth: berth0").Length - 1);
        Assert.Contains("admin", chain, StringComparison.Ordinal);
        string iptables = bed.RunOnHost("iptables-nft", "-S", "DOCKER-USER");
        Assert.Contains("-A DOCKER-USER -o berth0", iptables, StringComparison.Ordinal);
        Assert.Contains("-A DOCKER-USER -i berth0 -o br-+", iptables, StringComparison.Ordinal);
        Assert.DoesNotContain("incompatible", iptables, StringComparison.Ordinal);

        // A flush (dockerd does it on some reloads) is mended by the next attach.
        bed.RunOnHost("iptables-nft", "-F", "DOCKER-USER");
        bed.Attach(network, "again").Dispose();
        Assert.Equal(chain.Split("berth: berth0").Length, bed.RunOnHost("nft", "list", "chain", "ip", "filter", "DOCKER-USER").Split("berth: berth0").Length);
    }

    [Fact]
    public void Containers_of_docker_stay_out_of_reach()
    {
        using var bed = new Testbed();
        Assert.Equal("", bed.Nft(DockerRules));
        BridgeNetwork docker = bed.OnHost(() => BridgeNetwork.Open(Path.Combine(bed.Directory, "docker"), new BridgeNetworkOptions { Name = "docker", BridgeName = "docker0" }));
        using Container theirs = bed.Attach(docker, "theirs");
        // As dockerd has it: docker0 is not one of Berth's.
        Assert.Equal("", bed.Nft("delete table inet berth"));
        using Container ours = bed.Attach(bed.Open(), "ours");
        using var listener = Testbed.Listen(theirs.Netns, 80);
        Assert.Null(Testbed.Connect(ours.Netns, System.Net.IPAddress.Parse(theirs.Endpoint.Address.ToString()), 80, 500));
    }

    public static TheoryData<string, string, string> Blockers => new()
    {
        {
            "hand-written policy", "table inet fw { chain through { type filter hook forward priority 10; policy drop; ct state established accept; } }",
            "packets from berth0 are stopped by policy drop in chain through of table inet fw (nft)"
        },
        {
            "answers only", "table inet fw { chain through { type filter hook forward priority 10; policy drop; ct state new accept; } }",
            "packets to berth0 are stopped by policy drop in chain through of table inet fw (nft)"
        },
        {
            "firewalld", """
            table inet firewalld {
              chain filter_FORWARD {
                type filter hook forward priority filter + 10; policy accept;
                ct state { established, related } accept
                ct status dnat accept
                iifname "lo" accept
                ct state invalid drop
                jump filter_FORWARD_ZONES
                reject with icmpx admin-prohibited
              }
              chain filter_FORWARD_ZONES {
                iifname "up0" goto filter_FWD_public
                goto filter_FWD_public
              }
              chain filter_FWD_public {
                meta l4proto tcp tcp dport 22 accept
              }
            }
            """, "packets from berth0 are stopped by a reject rule in chain filter_FORWARD of table inet firewalld (nft)"
        },
        {
            "a rule for the bridge by name", "table ip t { chain f { type filter hook forward priority 0; policy accept; oifname \"up0\" iifname { \"berth0\", \"x\" } drop; } }",
            "packets from berth0 are stopped by a drop rule in chain f of table ip t (nft)"
        },
    };

    [Theory]
    [MemberData(nameof(Blockers))]
    public void What_stops_forwarded_packets_is_named(string what, string rules, string expected)
    {
        using var bed = new Testbed();
        BridgeNetwork network = bed.Open();
        using Container container = bed.Attach(network);
        Assert.Equal("", bed.Nft(rules.Replace("; }", ";\n}\n", StringComparison.Ordinal)));
        Assert.Equal(expected, bed.OnHost(network.DiagnoseForwarding)?.Describe("berth0"));
        using var listener = bed.ListenOutside(80);
        Assert.True(Testbed.Connect(container.Netns, Testbed.Outside, 80, 500) is null, what);
    }

    public static TheoryData<string> Harmless =>
    [
        "table ip filter { chain FORWARD { type filter hook forward priority 0; policy accept; ct state invalid drop; tcp dport 25 drop; } }",
        "table inet fw { chain f { type filter hook forward priority 0; policy drop; jump ours; } \n chain ours { iifname \"berth*\" accept; oifname \"berth0\" ct state established,related accept; } }",
        "table ip t { chain f { type filter hook forward priority 0; policy accept; iifname \"other0\" drop; limit rate 1/second drop; } }",
        "table ip t { chain i { type filter hook input priority 0; policy drop; } }",
        "table bridge t { chain f { type filter hook forward priority 0; policy accept; } }",
    ];

    [Theory]
    [MemberData(nameof(Harmless))]
    public void A_firewall_that_stops_nothing_of_ours_is_not_blamed(string rules)
    {
        using var bed = new Testbed();
        BridgeNetwork network = bed.Open();
        using Container container = bed.Attach(network);
        Assert.Equal("", bed.Nft(rules.Replace("; }", ";\n}\n", StringComparison.Ordinal)));
        Assert.Null(bed.OnHost(network.DiagnoseForwarding));
    }

    [Fact]
    public void Ufw_like_iptables_rules_are_understood()
    {
        using var bed = new Testbed();
        BridgeNetwork network = bed.Open();
        using Container container = bed.Attach(network);
        bed.RunOnHost("iptables-nft", "-N", "ufw-before-forward");
        bed.RunOnHost("iptables-nft", "-A", "ufw-before-forward", "-m", "conntrack", "--ctstate", "RELATED,ESTABLISHED", "-j", "ACCEPT");
        bed.RunOnHost("iptables-nft", "-A", "FORWARD", "-j", "ufw-before-forward");
        bed.RunOnHost("iptables-nft", "-P", "FORWARD", "DROP");
        Assert.Equal("packets from berth0 are stopped by policy drop in chain FORWARD of table ip filter (nft)", bed.OnHost(network.DiagnoseForwarding)?.Describe("berth0"));
        Assert.Equal("ufw route allow in on berth0 && ufw route allow out on berth0", bed.OnHost(network.DiagnoseForwarding)?.Hint("berth0"));
        bed.RunOnHost("iptables-nft", "-A", "FORWARD", "-i", "berth0", "-m", "conntrack", "--ctstate", "NEW", "-j", "ACCEPT");
        Assert.Null(bed.OnHost(network.DiagnoseForwarding));
    }

    [Fact]
    public void A_legacy_iptables_policy_is_found_too()
    {
        using var bed = new Testbed();
        Assert.SkipUnless(File.Exists("/usr/sbin/iptables-legacy"), "needs iptables-legacy");
        BridgeNetwork network = bed.Open();
        using Container container = bed.Attach(network);
        Assert.Null(bed.OnHost(network.DiagnoseForwarding));
        bed.RunOnHost("iptables-legacy", "-P", "FORWARD", "DROP");
        Assert.Equal("packets from berth0 are stopped by policy drop in chain FORWARD of table ip filter (iptables-legacy)",
            bed.OnHost(network.DiagnoseForwarding)?.Describe("berth0"));
        bed.RunOnHost("iptables-legacy", "-A", "FORWARD", "-i", "berth0", "-j", "ACCEPT");
        Assert.Null(bed.OnHost(network.DiagnoseForwarding));
    }
}
