using System.Net;
using Berth.Oci;

namespace Berth.Network.Tests;

public sealed class ResolverTests
{
    private static string Make(string host, DnsSettings? settings = null, bool ipv6 = false) =>
        ContainerResolver.ForContainer(ResolvConf.Parse(host), settings ?? new DnsSettings(), ipv6).ToString();

    [Fact]
    public void The_hosts_servers_search_and_options_are_kept() =>
        Assert.Equal("nameserver 192.0.2.53\nsearch example.org lan\noptions ndots:2 rotate\n",
            Make("# made by dhcp\nsearch old\nnameserver 192.0.2.53 ; first\nsearch example.org  lan\noptions ndots:2\noptions rotate\nsortlist 1.2.3.4\n"));

    [Fact]
    public void Loopback_and_IPv6_servers_are_of_no_use_inside()
    {
        const string Host = "nameserver 127.0.0.1\nnameserver ::1\nnameserver 2001:db8::53\nnameserver 192.0.2.53\n";
        Assert.Equal("nameserver 192.0.2.53\n", Make(Host));
        Assert.Equal("nameserver 2001:db8::53\nnameserver 192.0.2.53\n", Make(Host, ipv6: true));
    }

    [Fact]
    public void With_no_server_left_public_ones_stand_in()
    {
        Assert.Equal("nameserver 8.8.8.8\nnameserver 8.8.4.4\nsearch lan\n", Make("nameserver 127.0.0.53\nsearch lan\n"));
        Assert.Equal("nameserver 8.8.8.8\nnameserver 8.8.4.4\n", Make(""));
    }

    [Fact]
    public void The_users_settings_replace_the_hosts_one_by_one()
    {
        const string Host = "nameserver 192.0.2.53\nsearch lan\noptions rotate\n";
        Assert.Equal("nameserver 1.1.1.1\nnameserver 127.0.0.1\nsearch lan\noptions rotate\n", Make(Host, new DnsSettings { Servers = ["1.1.1.1", "127.0.0.1"] }));
        Assert.Equal("nameserver 192.0.2.53\noptions rotate\n", Make(Host, new DnsSettings { Search = ["."] }));
        Assert.Equal("nameserver 192.0.2.53\nsearch a b\noptions ndots:1\n", Make(Host, new DnsSettings { Search = ["a", "b"], Options = ["ndots:1"] }));
        Assert.Equal(ErrorKind.InvalidArgument, Assert.Throws<EngineException>(() => Make(Host, new DnsSettings { Servers = ["dns.example"] })).Kind);
    }

    [Fact]
    public void On_the_host_network_loopback_servers_stay() =>
        Assert.Equal("nameserver 127.0.0.53\n", ContainerResolver.ForHostNetwork(ResolvConf.Parse("nameserver 127.0.0.53\n"), new DnsSettings()).ToString());

    [Fact]
    public void The_hosts_file_names_the_container_and_the_extra_hosts()
    {
        ExtraHost[] extra = [ExtraHost.Parse("db:10.0.0.5", null), ExtraHost.Parse("v6=[2001:db8::1]", null), ExtraHost.Parse("host.docker.internal:host-gateway", IPAddress.Parse("172.17.0.1"))];
        string hosts = HostsFile.ForContainer("web", "example.org", IPAddress.Parse("172.17.0.2"), extra);
        Assert.StartsWith("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n", hosts, StringComparison.Ordinal);
        Assert.EndsWith("10.0.0.5\tdb\n2001:db8::1\tv6\n172.17.0.1\thost.docker.internal\n172.17.0.2\tweb.example.org web\n", hosts, StringComparison.Ordinal);
        Assert.EndsWith("ff02::2\tip6-allrouters\n", HostsFile.ForContainer("web", "", null, []), StringComparison.Ordinal);
        Assert.Equal("1.2.3.4 x\n10.0.0.5\tdb\n", HostsFile.ForHostNetwork("1.2.3.4 x", extra[..1]));
    }

    [Theory]
    [InlineData("db")]
    [InlineData(":1.2.3.4")]
    [InlineData("db:1.2.3")]
    [InlineData("db:host")]
    [InlineData("a\nb:1.2.3.4")]
    [InlineData("db:host-gateway")]
    public void A_bad_extra_host_is_refused(string text) =>
        Assert.Equal(ErrorKind.InvalidArgument, Assert.Throws<EngineException>(() => ExtraHost.Parse(text, null)).Kind);
}
