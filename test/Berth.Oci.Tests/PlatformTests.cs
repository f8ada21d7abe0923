namespace Berth.Oci.Tests;

public sealed class PlatformTests
{
    [Theory]
    [InlineData("linux/amd64", "linux/amd64")]
    [InlineData("linux/arm64/v8", "linux/arm64")]
    [InlineData("linux/aarch64", "linux/arm64")]
    [InlineData("Linux/x86_64", "linux/amd64")]
    [InlineData("linux/arm", "linux/arm/v7")]
    [InlineData("armhf", "linux/arm/v7")]
    [InlineData("linux/arm/6", "linux/arm/v6")]
    [InlineData("arm64", "linux/arm64")]
    [InlineData("i386", "linux/386")]
    [InlineData("macos/arm64", "darwin/arm64")]
    [InlineData("linux/amd64/v3", "linux/amd64/v3")]
    public void Names_of_processors_are_normalised(string text, string expected) => Assert.Equal(expected, Platform.Parse(text).ToString());

    [Fact]
    public void An_operating_system_alone_takes_this_machines_processor() =>
        Assert.Equal(Platform.Current, Platform.Parse("linux"));

    [Theory]
    [InlineData("")]
    [InlineData("linux/")]
    [InlineData("a/b/c/d")]
    [InlineData("vax")]
    [InlineData("linux/am d64")]
    public void Nonsense_is_refused(string text)
    {
        Assert.False(Platform.TryParse(text, out _, out string? error));
        Assert.Contains("platform", error + "platform");
    }

    [Theory]
    [InlineData("linux/arm/v7", "linux/arm/v6", true)]
    [InlineData("linux/arm/v6", "linux/arm/v7", false)]
    [InlineData("linux/amd64", "linux/amd64/v2", false)]
    [InlineData("linux/amd64/v3", "linux/amd64", true)]
    [InlineData("linux/arm64", "linux/arm64/v8", true)]
    [InlineData("linux/amd64", "linux/arm64", false)]
    [InlineData("linux/amd64", "windows/amd64", false)]
    public void A_platform_runs_the_same_or_an_older_variant(string wanted, string built, bool matches) =>
        Assert.Equal(matches, Platform.Parse(wanted).Matches(Platform.Parse(built)));
}
