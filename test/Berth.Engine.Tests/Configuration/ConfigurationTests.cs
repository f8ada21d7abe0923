using Berth.Engine.Contracts;
using Berth.Oci;

namespace Berth.Engine.Tests;

public sealed class ConfigurationTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("berth-config-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    private EngineConfiguration Load(params string[] texts)
    {
        var paths = new List<string?>();
        foreach (string text in texts)
        {
            string path = $"{root}/{paths.Count}.json";
            File.WriteAllText(path, text);
            paths.Add(path);
        }
        return ConfigurationFile.Load([.. paths]);
    }

    [Fact]
    public void Keys_of_daemon_json_are_read()
    {
        EngineConfiguration c = Load("""
            {
              "data-root": "/srv/berth/", "debug": true, "log-driver": "json-file", "log-opts": {"max-size": "1m"}, "dns": ["1.1.1.1"], "mtu": 1400,
              "default-shm-size": "1G", "default-ulimits": {"nofile": {"Name": "nofile", "Hard": 64000, "Soft": 32000}}, "bip": "172.30.0.1/16", "labels": ["a=b"],
              "hosts": ["unix:///var/run/docker.sock"], "features": {"buildkit": true}
            }
            """);
        Assert.Equal(("/srv/berth", true, "json-file", "1m", 1400, 1L << 30), (c.DataRoot, c.Debug, c.LogDriver, c.LogOpts!["max-size"], c.Mtu, c.DefaultShmSize));
        Assert.Equal(new Ulimit { Name = "nofile", Hard = 64000, Soft = 32000 }, c.DefaultUlimits!["nofile"]);
        Assert.Equal(["1.1.1.1"], c.Dns!);
    }

    [Fact]
    public void A_later_file_wins_and_a_missing_one_is_nothing()
    {
        EngineConfiguration c = Load("""{"mtu": 1400, "debug": true}""", """{"mtu": 1500}""");
        Assert.Equal((1500, true), (c.Mtu, c.Debug));
        Assert.Same(EngineConfiguration.Default, ConfigurationFile.Load("/no/such/file", null));
    }

    [Theory]
    [InlineData("""{"data-rot": "/x"}""", "the following directives don't match any configuration option: data-rot")]
    [InlineData("""{"debug": "yes"}""", "debug: expected true or false")]
    [InlineData("""{"mtu": "big"}""", "mtu: expected a whole number")]
    [InlineData("""{"dns": "1.1.1.1"}""", "dns: expected a list of strings")]
    [InlineData("""{"data-root": "x"}""", "data-root: expected an absolute path")]
    [InlineData("""{"debug": true""", "line 1, column 15: not valid JSON")]
    [InlineData("""[]""", "expected an object")]
    public void A_mistake_is_named_with_file_and_key(string text, string reason)
    {
        EngineException error = Assert.Throws<EngineException>(() => Load(text));
        Assert.Equal($"unable to configure the engine with file {root}/0.json: {reason}", error.Message);
    }

    [Fact]
    public void The_nearest_key_is_suggested() =>
        Assert.Equal("did you mean data-root?", Assert.Throws<EngineException>(() => Load("""{"data-rot": "/x"}""")).Hint);

    [Fact]
    public void Defaults_reach_new_containers()
    {
        using var test = new TestEngine("""
            {"default-shm-size": "128m", "default-ulimits": {"nproc": {"Name": "nproc", "Hard": 10, "Soft": 5}}, "log-opts": {"max-size": "1m"}, "init": true, "no-new-privileges": true, "cgroup-parent": "/lab"}
            """);
        Container made = test.Create(host: new HostConfig { Ulimits = [new() { Name = "nofile", Soft = 1, Hard = 1 }] });
        Assert.Equal(128 << 20, made.HostConfig.ShmSize);
        Assert.Equal(["nofile", "nproc"], made.HostConfig.Ulimits!.Select(u => u.Name));
        Assert.Equal("1m", made.HostConfig.LogConfig.Config["max-size"]);
        Assert.True(made.Spec.Process!.NoNewPrivileges);
        Assert.True(made.HostConfig.Init);
        Assert.StartsWith("/lab/", made.Spec.Linux!.CgroupsPath);
    }

    [Theory]
    [InlineData("512", 512)]
    [InlineData("64m", 64L << 20)]
    [InlineData("1.5GB", 3L << 29)]
    [InlineData("2 GiB", 2L << 30)]
    [InlineData("1K", 1024)]
    [InlineData("10b", 10)]
    public void Sizes_are_read_as_docker_does(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out long parsed));
        Assert.Equal(bytes, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("1x")]
    [InlineData("-1")]
    [InlineData("1 mm")]
    [InlineData("99999999999999999999g")]
    public void A_bad_size_is_none(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Theory]
    [InlineData("1h30m", -5400)]
    [InlineData("2026-01-01T00:00:00Z", 0)]
    [InlineData("2026-01-01T01:00:00.5+01:00", 0.5)]
    [InlineData("1767225600", 0)]
    public void Times_are_read_as_docker_does(string text, double offset)
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.True(TimeExpression.TryParse(text, start, out DateTimeOffset time));
        Assert.Equal(start + TimeSpan.FromSeconds(offset), time);
    }
}
