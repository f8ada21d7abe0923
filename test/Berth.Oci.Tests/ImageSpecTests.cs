using System.Text;
using System.Text.Json;
using CsCheck;

namespace Berth.Oci.Tests;

public sealed class ImageSpecTests
{
    private const string DockerConfig = """
        {"architecture":"amd64","config":{"Hostname":"","User":"app","ExposedPorts":{"80/tcp":{},"53/udp":{}},"Env":["PATH=/bin","A=b+c<d"],
        "Cmd":["sh","-c","echo"],"Image":"sha256:x","Volumes":{"/data":{}},"WorkingDir":"/w","Entrypoint":null,"OnBuild":null,
        "Labels":{"a":"1"},"StopSignal":"SIGQUIT","Shell":["/bin/bash","-c"],"ArgsEscaped":true,
        "Healthcheck":{"Test":["CMD-SHELL","true"],"Interval":30000000000,"Retries":3}},
        "created":"2024-03-01T12:34:56.123456789Z","docker_version":"27.1","history":[{"created":"0001-01-01T00:00:00Z","created_by":"x","empty_layer":true}],
        "os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]},"unknown":{"a":[1,{}]}}
        """;

    private static string Write(Image image) => JsonSerializer.Serialize(image, ImageSpecJson.Plain.Image);

    [Fact]
    public void A_docker_image_configuration_reads_alike_with_and_without_the_serializer()
    {
        Image fast = ImageReader.Parse(Encoding.UTF8.GetBytes(DockerConfig), "test");
        Image slow = JsonSerializer.Deserialize(DockerConfig, ImageSpecJson.Plain.Image)!;
        Assert.Equal(Write(slow), Write(fast));
        Assert.Equal(["80/tcp", "53/udp"], fast.Config!.ExposedPorts!);
        Assert.Equal(30_000_000_000, fast.Config.Healthcheck!.Interval);
        Assert.Equal("2024-03-01T12:34:56.1234567Z", Timestamp.Format(fast.Created!.Value));
        Assert.Null(fast.Config.Entrypoint);
    }

    [Fact]
    public void A_written_configuration_leaves_out_what_is_not_set_and_escapes_no_more_than_needed()
    {
        var image = new Image
        {
            Architecture = "amd64", Os = "linux", RootFs = new RootFs { DiffIds = [] }, Created = DateTimeOffset.UnixEpoch,
            Config = new ImageConfig { Env = ["A=b+c<d"], Volumes = ["/v"] },
        };
        Assert.Equal(
            """{"created":"1970-01-01T00:00:00Z","architecture":"amd64","os":"linux","config":{"Env":["A=b\u002Bc<d"],"Volumes":{"/v":{}}},"rootfs":{"type":"layers","diff_ids":[]}}"""
                .Replace("\\u002B", "+", StringComparison.Ordinal),
            Write(image));
    }

    [Fact]
    public void A_manifest_survives_a_round_trip()
    {
        const string json = """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":2},"layers":[]}""";
        ImageManifest manifest = JsonSerializer.Deserialize(json, ImageSpecJson.Plain.ImageManifest)!;
        Assert.Equal(json, JsonSerializer.Serialize(manifest, ImageSpecJson.Plain.ImageManifest));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"architecture":"a","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:12"]}}""")]
    [InlineData("""{"architecture":"a","os":"linux","rootfs":{"type":"windows","diff_ids":[]}}""")]
    [InlineData("""{"architecture":1,"os":"linux","rootfs":{"type":"layers","diff_ids":[]}}""")]
    [InlineData("""{"architecture":"a","os":"linux","rootfs":{"type":"layers","diff_ids":[]}} x""")]
    public void A_broken_configuration_is_reported_as_corrupt(string json)
    {
        var e = Assert.Throws<EngineException>(() => ImageReader.Parse(Encoding.UTF8.GetBytes(json), "image x"));
        Assert.Equal(ErrorKind.Corrupt, e.Kind);
        Assert.StartsWith("read the configuration of image x: ", e.Message);
    }

    [Fact]
    public void A_mutated_configuration_is_read_or_reported_never_worse() =>
        Gen.Select(Gen.Int[0, DockerConfig.Length - 1], Gen.Byte, Gen.Int[0, DockerConfig.Length - 1]).Sample(
            (at, value, cut) =>
            {
                byte[] bytes = Encoding.UTF8.GetBytes(DockerConfig);
                bytes[at] = value;
                foreach (byte[] input in (byte[][])[bytes, bytes[..cut]])
                {
                    try
                    {
                        ImageReader.Parse(input, "test");
                    }
                    catch (EngineException e) when (e.Kind == ErrorKind.Corrupt)
                    {
                    }
                }
            },
            iter: 30_000);
}
