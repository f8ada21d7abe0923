using System.Security.Cryptography;

namespace Berth.Oci.Tests;

public sealed class DigestTests
{
    private const string Hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Fact]
    public void A_digest_parses_into_algorithm_and_hex()
    {
        Assert.True(Digest.TryParse("sha256:" + Hex, out Digest digest));
        Assert.Equal(("sha256", Hex, Hex[..12], "sha256:" + Hex), (digest.Algorithm, digest.Hex, digest.Short, digest.ToString()));
        Assert.True(Digest.TryParse("sha512:" + Hex + Hex, out _));
        Assert.Equal(digest, Digest.FromSha256(SHA256.HashData([])));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256:")]
    [InlineData("sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85")]
    [InlineData("sha512:" + Hex)]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("sha256:../../../../../../../../../../../../../../../../../../../../../a")]
    public void Anything_else_is_no_digest(string? text) => Assert.False(Digest.TryParse(text, out _));

    [Fact]
    public void The_empty_value_has_no_parts() => Assert.Throws<InvalidOperationException>(() => default(Digest).Hex);
}
