using Berth.Engine.Security;

namespace Berth.Engine.Tests.Security;

public sealed class DefaultAppArmorTests
{
    [Theory]
    [InlineData("berth-default (enforce)\n", true)]
    [InlineData("docker-default (enforce)\nberth-default (complain)\n", true)]
    [InlineData("berth-default-2 (enforce)\n/usr/bin/berth-default (enforce)\n", false)]
    [InlineData("", false)]
    public void The_kernels_list_says_whether_the_profile_is_loaded(string list, bool loaded) =>
        Assert.Equal(loaded, DefaultAppArmor.Lists(System.Text.Encoding.UTF8.GetBytes(list), DefaultAppArmor.Name));

    [Fact]
    public void The_profile_confines_by_its_own_name_and_fits_a_pipe()
    {
        Assert.StartsWith("profile berth-default flags=", DefaultAppArmor.Text);
        Assert.Contains("peer=berth-default,", DefaultAppArmor.Text);
        Assert.InRange(DefaultAppArmor.Text.Length, 1, 4096);
    }
}
