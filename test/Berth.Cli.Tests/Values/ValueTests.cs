using Berth.Cli.Values;
using Berth.Engine.Contracts;
using Berth.Oci;

namespace Berth.Cli.Tests.Values;

public sealed class ValueTests
{
    [Theory]
    [InlineData("512m", 512L << 20)]
    [InlineData("1.5g", 3L << 29)]
    [InlineData("64KiB", 65536)]
    [InlineData("2 GB", 2L << 30)]
    [InlineData("10b", 10)]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    public void Sizes_are_read_in_units_of_1024(string text, long bytes)
    {
        Assert.Null(ByteSize.Parse(text, out long parsed));
        Assert.Equal(bytes, parsed);
    }

    [Theory]
    [InlineData("5x", "invalid suffix: 'x'")]
    [InlineData("x", "invalid size: 'x'")]
    [InlineData("", "invalid size: ''")]
    [InlineData("-1", "invalid size: '-1'")]
    [InlineData("1kbb", "invalid suffix: 'kbb'")]
    [InlineData("1..2m", "strconv.ParseFloat: parsing \"1..2\": invalid syntax")]
    public void A_bad_size_is_refused_in_docker_s_words(string text, string reason) => Assert.Equal(reason, ByteSize.Parse(text, out _));

    [Theory]
    [InlineData("1.5", 1_500_000_000)]
    [InlineData("1/2", 500_000_000)]
    [InlineData("0.000000001", 1)]
    public void Cpus_are_counted_in_billionths(string text, long nano)
    {
        Assert.Null(CpuCount.Parse(text, out long parsed));
        Assert.Equal(nano, parsed);
    }

    [Theory]
    [InlineData("abc", "failed to parse abc as a rational number")]
    [InlineData("1/3", "value is too precise")]
    [InlineData("1/0", "failed to parse 1/0 as a rational number")]
    public void A_bad_number_of_cpus_is_refused(string text, string reason) => Assert.Equal(reason, CpuCount.Parse(text, out _));

    [Theory]
    [InlineData("1h30m", 5400)]
    [InlineData("2.5s", 2.5)]
    [InlineData("300ms", 0.3)]
    [InlineData("-1m", -60)]
    [InlineData("0", 0)]
    public void Durations_are_read_as_go_reads_them(string text, double seconds)
    {
        Assert.Null(GoDuration.Parse(text, out TimeSpan duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData("5", "time: missing unit in duration \"5\"")]
    [InlineData("5x", "time: unknown unit \"x\" in duration \"5x\"")]
    [InlineData("", "time: invalid duration \"\"")]
    [InlineData("h", "time: invalid duration \"h\"")]
    public void A_bad_duration_is_refused(string text, string reason) => Assert.Equal(reason, GoDuration.Parse(text, out _));

    [Fact]
    public void An_environment_file_is_taken_literally()
    {
        string path = Write("\uFEFF# comment\n\nA=1\n  B=\"quoted\" # kept\nHOST_HAS_NOT_THIS\nPATH\nC=\r\n");
        try
        {
            List<string> entries = KeyValueFile.Read(path, name => name == "PATH" ? "/bin" : null);
            Assert.Equal(["A=1", "B=\"quoted\" # kept", "PATH=/bin", "C="], entries);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("A B=1\n", "variable 'A B' contains whitespaces", null)]
    [InlineData("export A=1\n", "variable 'export A' contains whitespaces", "the file is no shell script: leave \"export\" out")]
    [InlineData("=1\n", "no variable name on line '=1'", null)]
    public void A_malformed_environment_file_names_the_line(string content, string message, string? hint)
    {
        string path = Write(content);
        try
        {
            EngineException failure = Assert.Throws<EngineException>(() => KeyValueFile.Read(path, _ => null));
            Assert.Equal($"{path}: {message}", failure.Message);
            Assert.Equal(hint, failure.Hint);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_missing_environment_file_is_reported_as_docker_does() => Assert.Equal(
        "open /nope/x: no such file or directory", Assert.Throws<EngineException>(() => KeyValueFile.Read("/nope/x", _ => null)).Message);

    [Fact]
    public void A_mount_is_read_field_by_field()
    {
        Assert.Null(MountValue.Parse("type=bind,\"source=/a,b\",dst=/c,readonly,bind-propagation=rslave", out MountRequest mount));
        Assert.Equal(("bind", "/a,b", "/c", true, "rslave"), (mount.Type, mount.Source, mount.Target, mount.ReadOnly, mount.BindOptions!.Propagation));
        Assert.Null(MountValue.Parse("type=tmpfs,target=/t,tmpfs-size=1m,tmpfs-mode=1770", out mount));
        Assert.Equal((1L << 20, 0x3f8u), (mount.TmpfsOptions!.SizeBytes, mount.TmpfsOptions.Mode));
        Assert.Null(MountValue.Parse("src=data,dst=/d,volume-nocopy,volume-label=a=b", out mount));
        Assert.Equal(("volume", true, "b"), (mount.Type, mount.VolumeOptions!.NoCopy, mount.VolumeOptions.Labels!["a"]));
    }

    [Theory]
    [InlineData("type=foo", "target is required")]
    [InlineData("type=foo,target=/x", "invalid mount type: foo")]
    [InlineData("type=bind,target", "invalid field 'target' must be a key=value pair")]
    [InlineData("type=bind,sorce=/a,target=/b", "unexpected key 'sorce' in 'sorce=/a' (did you mean source?)")]
    [InlineData("type=bind,target=/b,volume-nocopy", "cannot mix 'volume-*' options with mount type 'bind'")]
    [InlineData("type=bind,target=/b,readonly=x", "invalid value for readonly: x")]
    [InlineData("type=tmpfs,target=/b,tmpfs-mode=9", "invalid value for tmpfs-mode: 9")]
    public void A_bad_mount_is_refused(string text, string reason) => Assert.Equal(reason, MountValue.Parse(text, out _));

    [Theory]
    [InlineData("/dev/fuse", "/dev/fuse", "rwm")]
    [InlineData("/dev/fuse:r", "/dev/fuse", "r")]
    [InlineData("/dev/fuse:/dev/x", "/dev/x", "rwm")]
    [InlineData("/dev/fuse:/dev/x:mr", "/dev/x", "mr")]
    public void A_device_has_a_place_and_permissions(string text, string inside, string permissions)
    {
        Assert.Null(DeviceValue.Parse(text, out DeviceMapping device));
        Assert.Equal((inside, permissions), (device.PathInContainer, device.CgroupPermissions));
    }

    [Theory]
    [InlineData("nofile=1024:2048", null)]
    [InlineData("nofile=-1", null)]
    [InlineData("nofile=5:3", "ulimit soft limit must be less than or equal to hard limit: 5 > 3")]
    [InlineData("nofile", "invalid ulimit argument: nofile")]
    [InlineData("foo=1", "invalid ulimit type: foo")]
    [InlineData("nofile=1:2:3", "too many limit value arguments - 1:2:3, can only have up to two, `soft[:hard]`")]
    public void A_ulimit_has_a_known_name_and_ordered_values(string text, string? reason) => Assert.Equal(reason, UlimitValue.Parse(text, out _));

    [Theory]
    [InlineData("/a:/b", null)]
    [InlineData("/b", null)]
    [InlineData(":", "invalid spec: :: empty section between colons")]
    [InlineData("a:b:c:d", "invalid volume specification: 'a:b:c:d'")]
    [InlineData("/a:/", "invalid volume specification: '/a:/': destination can't be '/'")]
    public void A_volume_has_at_most_three_parts(string text, string? reason) => Assert.Equal(reason, VolumeValue.Check(text));

    [Theory]
    [InlineData("a:1.2.3.4", "a:1.2.3.4")]
    [InlineData("a=1.2.3.4", "a:1.2.3.4")]
    [InlineData("a:[::1]", "a:::1")]
    [InlineData("a:host-gateway", "a:host-gateway")]
    public void An_extra_host_has_a_name_and_an_address(string text, string host)
    {
        Assert.Null(HostValue.ParseExtraHost(text, out string parsed));
        Assert.Equal(host, parsed);
    }

    [Theory]
    [InlineData("8.8.8.8", null)]
    [InlineData("::1", null)]
    [InlineData("1", "IP address is not correctly formatted: 1")]
    [InlineData("foo", "IP address is not correctly formatted: foo")]
    public void A_name_server_is_an_address(string text, string? reason) => Assert.Equal(reason, HostValue.CheckServer(text));

    [Theory]
    [InlineData("a b", "a b is not a valid domain")]
    [InlineData("example.com", null)]
    [InlineData(".", null)]
    public void A_search_domain_is_a_name(string text, string? reason) => Assert.Equal(reason, HostValue.CheckSearch(text));

    [Fact]
    public void A_range_of_exposed_ports_is_expanded() => Assert.Equal(["80/udp", "81/udp"], ExposedPort.Expand("80-81/udp"));

    private static string Write(string content)
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, content);
        return path;
    }
}
