using Berth.Kernel;

namespace Berth.Network.Tests;

public sealed class AddressPoolsTests
{
    [Fact]
    public void The_defaults_are_dockers_in_dockers_order()
    {
        string[] subnets = [.. AddressPools.Default.SelectMany(pool => pool.Subnets()).Select(subnet => subnet.ToString())];
        Assert.Equal(31, subnets.Length);
        Assert.Equal(["172.17.0.0/16", "172.18.0.0/16", "172.19.0.0/16", "172.20.0.0/16", "172.21.0.0/16"], subnets[..5]);
        Assert.Equal(["172.31.0.0/16", "192.168.0.0/20", "192.168.16.0/20"], subnets[14..17]);
        Assert.Equal("192.168.240.0/20", subnets[^1]);
    }

    [Fact]
    public void The_first_subnet_that_overlaps_nothing_is_taken()
    {
        IPv4Subnet[] taken = [IPv4Subnet.Parse("172.17.3.0/24"), IPv4Subnet.Parse("172.18.0.0/15"), IPv4Subnet.Parse("172.16.0.0/13")];
        Assert.Equal("172.24.0.0/16", AddressPools.FirstFree(AddressPools.Default, taken).ToString());
        Assert.Null(AddressPools.FirstFree(AddressPools.Default, [IPv4Subnet.Parse("172.16.0.0/12"), IPv4Subnet.Parse("192.168.0.0/16")]));
    }
}
