using Berth.EndToEnd.Tests.Harness;

namespace Berth.EndToEnd.Tests;

/// <summary>The three networks of this release: bridge (the default), host, none.</summary>
public sealed class NetworkTests(Sandbox sandbox) : EndToEndTest(sandbox)
{
    [Fact]
    public void Without_a_network_there_is_only_loopback() => InContainer("ls /sys/class/net; ip -o addr show lo | grep -o 127.0.0.1/8", "--network", "none").Prints("lo\n127.0.0.1/8");

    [Fact]
    public void On_the_host_s_network_its_links_are_seen() =>
        Assert.Equal(Directory.EnumerateDirectories("/sys/class/net").Count(), InContainer("ls /sys/class/net", "--network", "host").Succeeds().Lines.Length);

    [Fact]
    public void On_the_bridge_there_is_an_address_and_a_default_route()
    {
        string[] lines = InContainer("ip -4 addr show eth0 | grep inet; ip route | grep ^default").Succeeds().Lines;
        Assert.Equal(2, lines.Length);
        Assert.Contains("inet ", lines[0], StringComparison.Ordinal);
        Assert.Contains("dev eth0", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_resolved_with_the_host_s_servers_and_the_container_knows_itself()
    {
        InContainer("grep -c nameserver /etc/resolv.conf | grep -v '^0$' >/dev/null && echo servers; grep -c 'box' /etc/hosts; grep -c localhost /etc/hosts | grep -qv '^0$' && echo localhost", "--hostname", "box")
            .Prints("servers\n1\nlocalhost");
    }

    [Fact]
    public void Two_containers_on_the_bridge_reach_each_other()
    {
        string server = Background([], "sh", "-c", "echo hello > /tmp/index.html; exec httpd -f -p 80 -h /tmp");
        string address = Berth("inspect", "--format", "{{.NetworkSettings.IPAddress}}{{range .NetworkSettings.Networks}} {{.IPAddress}}{{end}}", server).Succeeds().Text.Split(' ')[^1];
        InContainer($"for i in 1 2 3 4 5; do wget -q -O - http://{address}/index.html && exit; sleep 0.1; done; exit 1").Prints("hello");
    }

    [Fact]
    public void Addresses_are_given_back()
    {
        Machine.NeedOutside();
        for (int i = 0; i < 20; i++)
            InContainer("ip -o -4 addr show eth0 >/dev/null").Succeeds();
        string last = InContainer("ip -o -4 addr show eth0").Succeeds().Text;
        Assert.Contains("inet ", last, StringComparison.Ordinal);
    }

    [Fact]
    public void Addresses_of_containers_that_run_together_differ()
    {
        string[] options = [];
        string[] ids = Enumerable.Range(0, 5).Select(_ => Background(options, "sleep", "100")).ToArray();
        string[] addresses = ids.Select(id => Berth("exec", id, "sh", "-c", "ip -o -4 addr show eth0 | grep -o 'inet [0-9.]*'").Succeeds().Text).ToArray();
        Assert.Equal(5, addresses.Distinct().Count());
    }

    [Fact]
    public void A_firewall_that_drops_forwarded_packets_is_passed_or_named()
    {
        Assert.SkipUnless(Command.Shell("command -v iptables").ExitCode == 0, "iptables is not installed");
        Machine.NeedOutside();
        // What a running dockerd does to a machine.
        Command.Shell("iptables -P FORWARD DROP && iptables -N TEST-USER && iptables -A TEST-USER -j RETURN && iptables -I FORWARD -j TEST-USER").Succeeds();
        try
        {
            CommandResult result = InContainer($"wget -T 3 -q -O - http://{Sandbox.OutsideAddress}/");
            if (result.ExitCode != 0)
                Assert.Contains("FORWARD", result.Error, StringComparison.OrdinalIgnoreCase);
            else
                Assert.Equal(Sandbox.OutsidePage, result.Text);
        }
        finally
        {
            Command.Shell("iptables -P FORWARD ACCEPT; iptables -D FORWARD -j TEST-USER; iptables -F TEST-USER; iptables -X TEST-USER");
        }
    }
}
