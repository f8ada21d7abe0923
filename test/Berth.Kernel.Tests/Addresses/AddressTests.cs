namespace Berth.Kernel.Tests.Addresses;

public sealed class AddressTests
{
    [Theory]
    [InlineData("0.0.0.0", 0u)]
    [InlineData("172.17.0.2", 0xac110002u)]
    [InlineData("255.255.255.255", 0xffffffffu)]
    public void An_IPv4_address_is_read_and_written(string text, uint value)
    {
        Assert.Equal(new IPv4Address(value), IPv4Address.Parse(text));
        Assert.Equal(text, new IPv4Address(value).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.")]
    [InlineData(".1.2.3")]
    [InlineData("1.2.3.256")]
    [InlineData("01.2.3.4")]
    [InlineData("1.2.3.4 ")]
    [InlineData("1.2.3.+4")]
    [InlineData("0x1.2.3.4")]
    public void What_is_no_IPv4_address_is_refused(string text) => Assert.False(IPv4Address.TryParse(text, out _));

    [Fact]
    public void A_subnet_knows_its_bounds()
    {
        IPv4Subnet subnet = IPv4Subnet.Parse("172.17.5.9/16");
        Assert.Equal(("172.17.0.0/16", "172.17.255.255", 65536ul), (subnet.ToString(), subnet.Last.ToString(), subnet.Size));
        Assert.True(subnet.Contains(IPv4Address.Parse("172.17.255.255")));
        Assert.False(subnet.Contains(IPv4Address.Parse("172.18.0.0")));
        Assert.True(subnet.Overlaps(IPv4Subnet.Parse("172.16.0.0/12")));
        Assert.True(subnet.Overlaps(IPv4Subnet.Parse("172.17.9.0/24")));
        Assert.False(subnet.Overlaps(IPv4Subnet.Parse("172.18.0.0/16")));
        Assert.True(IPv4Subnet.Parse("0.0.0.0/0").Contains(IPv4Address.Parse("255.255.255.255")));
        foreach (string bad in new[] { "172.17.0.0", "172.17.0.0/33", "172.17.0.0/", "/16", "172.17.0.0/-1", "172.17.0.0/ 1" }) Assert.False(IPv4Subnet.TryParse(bad, out _));
    }

    [Fact]
    public void A_MAC_address_is_read_written_and_derived()
    {
        Assert.Equal("02:42:ac:11:00:02", MacAddress.From(IPv4Address.Parse("172.17.0.2")).ToString());
        Assert.True(MacAddress.TryParse("92:D0:C6:0A:29:33", out MacAddress mac));
        Assert.Equal("92:d0:c6:0a:29:33", mac.ToString());
        Assert.False(mac.IsMulticast);
        Assert.True(MacAddress.TryParse("01-00-5e-00-00-01", out MacAddress group));
        Assert.True(group.IsMulticast);
        foreach (string bad in new[] { "", "92:d0:c6:0a:29", "92:d0:c6:0a:29:3g", "92:d0-c6:0a:29:33", "92d0c60a2933", "92:d0:c6:0a:29:33:" }) Assert.False(MacAddress.TryParse(bad, out _));
    }
}
