using CsCheck;

namespace Berth.Oci.Tests;

public sealed class ImageReferenceTests
{
    private const string Hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData("debian", "docker.io/library/debian:latest", "debian:latest")]
    [InlineData("debian:12", "docker.io/library/debian:12", "debian:12")]
    [InlineData("user/app", "docker.io/user/app:latest", "user/app:latest")]
    [InlineData("docker.io/debian:12", "docker.io/library/debian:12", "debian:12")]
    [InlineData("index.docker.io/library/debian", "docker.io/library/debian:latest", "debian:latest")]
    [InlineData("docker.io/library/a/b", "docker.io/library/a/b:latest", "library/a/b:latest")]
    [InlineData("localhost/app", "localhost/app:latest", "localhost/app:latest")]
    [InlineData("localhost:5000/app:v1", "localhost:5000/app:v1", "localhost:5000/app:v1")]
    [InlineData("Foo/bar", "Foo/bar:latest", "Foo/bar:latest")]
    [InlineData("ghcr.io/o/app.x__y--z:T.1-2_3", "ghcr.io/o/app.x__y--z:T.1-2_3", "ghcr.io/o/app.x__y--z:T.1-2_3")]
    [InlineData("[2001:db8::1]:5000/app", "[2001:db8::1]:5000/app:latest", "[2001:db8::1]:5000/app:latest")]
    [InlineData("debian@sha256:" + Hex, "docker.io/library/debian@sha256:" + Hex, "debian@sha256:" + Hex)]
    [InlineData("debian:12@sha256:" + Hex, "docker.io/library/debian:12@sha256:" + Hex, "debian:12@sha256:" + Hex)]
    public void A_reference_is_normalised_and_has_a_familiar_form(string text, string full, string familiar)
    {
        ImageReference reference = ImageReference.Parse(text);
        Assert.Equal((full, familiar), (reference.ToString(), reference.Familiar));
        Assert.Equal(reference, ImageReference.Parse(full));
        Assert.Equal(reference, ImageReference.Parse(familiar));
    }

    [Theory]
    [InlineData("", "invalid reference format")]
    [InlineData(":12", "invalid reference format")]
    [InlineData("debian:", "invalid reference format")]
    [InlineData("debian 12", "invalid reference format")]
    [InlineData("a//b", "invalid reference format")]
    [InlineData("/a", "invalid reference format")]
    [InlineData("a/", "invalid reference format")]
    [InlineData("-debian", "invalid reference format")]
    [InlineData("a..b", "invalid reference format")]
    [InlineData("a___b", "invalid reference format")]
    [InlineData("https://ghcr.io/a", "invalid reference format")]
    [InlineData("debian:12@sha256:12", "invalid reference format")]
    [InlineData("exa_mple.com/a", "invalid reference format")]
    [InlineData("host:port/a", "invalid reference format")]
    [InlineData("Debian:12", "invalid reference format: repository name (library/Debian) must be lowercase")]
    [InlineData(Hex, "invalid repository name (" + Hex + "), cannot specify 64-byte hexadecimal strings")]
    public void An_invalid_reference_is_refused_in_dockers_words(string text, string message)
    {
        Assert.False(ImageReference.TryParse(text, out _, out string? error));
        Assert.Equal(message, error);
    }

    [Fact]
    public void Long_names_and_tags_are_refused()
    {
        Assert.False(ImageReference.TryParse(new string('a', 300), out _, out string? error));
        Assert.Equal("repository name must not be more than 255 characters", error);
        Assert.False(ImageReference.TryParse("a:" + new string('t', 129), out _, out _));
        Assert.True(ImageReference.TryParse("a:" + new string('t', 128), out _, out _));
    }

    [Fact]
    public void A_typical_slip_gets_a_hint() =>
        Assert.Contains("no scheme: ghcr.io/a", Assert.Throws<EngineException>(() => ImageReference.Parse("https://ghcr.io/a")).Hint);

    [Fact]
    public void Whatever_parses_parses_again_to_itself() =>
        Gen.Char["abAB019._-:/@[]sha256 \u00e9"].Array[0, 24].Select(chars => new string(chars)).Sample(
            text =>
            {
                if (!ImageReference.TryParse(text, out ImageReference? reference, out _)) return;
                Assert.Equal(reference, ImageReference.Parse(reference.ToString()));
                Assert.Equal(reference, ImageReference.Parse(reference.Familiar));
            },
            iter: 100_000);
}
