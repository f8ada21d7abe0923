using System.Text.Json;
using Berth.Engine.Contracts;
using Berth.Oci.Runtime;

namespace Berth.Engine.Tests;

/// <summary>What the run path writes by hand is what the serializer would write, and nothing is forgotten when a member is added.</summary>
public sealed class HandwrittenJsonTests : IDisposable
{
    private readonly TestEngine test = new();

    public void Dispose() => test.Dispose();

    private static HostConfig FullHost => new()
    {
        Binds = ["vol:/v", "/tmp:/x:ro"], ContainerIDFile = "/f", LogConfig = new() { Type = "json-file", Config = new() { ["max-size"] = "1m" } }, NetworkMode = "none",
        RestartPolicy = new() { Name = "on-failure", MaximumRetryCount = 3 }, ConsoleSize = [24, 80], Annotations = new() { ["a\"b"] = "ü\n\u0001😀\ud800" },
        CapAdd = ["NET_ADMIN"], CapDrop = ["MKNOD"], CgroupnsMode = "host", Dns = ["1.1.1.1"], DnsOptions = ["x"], DnsSearch = ["y"], ExtraHosts = ["h:1.2.3.4"],
        GroupAdd = ["5"], IpcMode = "shareable", Links = [], VolumesFrom = [], OomScoreAdj = -5, PidMode = "host", ReadonlyRootfs = true, SecurityOpt = ["no-new-privileges"],
        StorageOpt = [], Tmpfs = new() { ["/t"] = "size=1m" }, UTSMode = "", UsernsMode = "host", ShmSize = 1 << 20, Sysctls = new() { ["net.core.somaxconn"] = "1" },
        Isolation = "default", CpuShares = 100, Memory = 64 << 20, CgroupParent = "/lab", BlkioWeight = 100,
        BlkioWeightDevice = [], BlkioDeviceReadBps = [new() { Path = "/dev/null", Rate = ulong.MaxValue }], BlkioDeviceWriteBps = [], BlkioDeviceReadIOps = [], BlkioDeviceWriteIOps = [],
        CpuPeriod = 100_000, CpuQuota = 50_000, CpuRealtimePeriod = 1, CpuRealtimeRuntime = 2, CpusetCpus = "0", CpusetMems = "0",
        Devices = [new() { PathOnHost = "/dev/null", PathInContainer = "/dev/n", CgroupPermissions = "rwm" }], DeviceCgroupRules = ["c 1:3 r"], DeviceRequests = [],
        MemoryReservation = 32 << 20, MemorySwap = -1, MemorySwappiness = 0, OomKillDisable = false, PidsLimit = -1, Ulimits = [new() { Name = "nofile", Hard = -1, Soft = 5 }],
        CpuCount = 1, CpuPercent = 2, IOMaximumIOps = 3, IOMaximumBandwidth = 4,
        Mounts =
        [
            new() { Type = "bind", Source = "/tmp", Target = "/m1", ReadOnly = true, Consistency = "cached", BindOptions = new() { Propagation = "rprivate", NonRecursive = true, CreateMountpoint = true, ReadOnlyNonRecursive = true, ReadOnlyForceRecursive = true } },
            new() { Type = "volume", Source = "vol2", Target = "/m2", VolumeOptions = new() { NoCopy = true, Labels = new() { ["l"] = "1" }, DriverConfig = new() { Name = "local", Options = [] } } },
            new() { Type = "tmpfs", Target = "/m3", TmpfsOptions = new() { SizeBytes = 1 << 20, Mode = 511, Options = [["exec"]] } },
        ],
        MaskedPaths = ["/proc/x"], ReadonlyPaths = [], Init = false,
    };

    private static ContainerConfig FullConfig => new()
    {
        Hostname = "h", Domainname = "d", User = "1:2", AttachStdin = true, AttachStdout = true, AttachStderr = true, ExposedPorts = new() { ["80/tcp"] = default }, Tty = true,
        OpenStdin = true, StdinOnce = true, Env = ["A=\\\"\t\u007f"], Cmd = ["x", ""], Healthcheck = new() { Test = ["CMD", "t"], Interval = 1_000_000_000, Timeout = 2_000_000_000, StartPeriod = 3_000_000_000, StartInterval = 4_000_000_000, Retries = 5 },
        Volumes = new() { ["/anon"] = default }, WorkingDir = "/w", Entrypoint = ["e"], NetworkDisabled = true, OnBuild = [], Labels = new() { ["k"] = "" }, StopSignal = "SIGINT",
        StopTimeout = 0, Shell = ["/bin/sh"],
    };

    [Fact]
    public void A_record_with_everything_set_reads_back_equal()
    {
        Container made = test.Create("web", FullHost, FullConfig);
        byte[] serialized = JsonSerializer.SerializeToUtf8Bytes(made.Record, StorageJson.Default.ContainerRecord);
        ContainerRecord read = JsonSerializer.Deserialize(File.ReadAllBytes(made.Directory.RecordFile), StorageJson.Default.ContainerRecord)!;
        Assert.Equal(
            JsonSerializer.Serialize(JsonSerializer.Deserialize(serialized, StorageJson.Default.ContainerRecord)!, StorageJson.Default.ContainerRecord),
            JsonSerializer.Serialize(read, StorageJson.Default.ContainerRecord));
        Assert.Equal(
            JsonSerializer.Serialize(read, StorageJson.Default.ContainerRecord),
            JsonSerializer.Serialize(RecordParser.TryParse(File.ReadAllBytes(made.Directory.RecordFile))!, StorageJson.Default.ContainerRecord));
        Container plain = test.Create();
        Assert.Equal(
            JsonSerializer.Serialize(plain.Record, StorageJson.Default.ContainerRecord),
            JsonSerializer.Serialize(test.OpenAgain().Containers.Get(plain.Id.Value).Record, StorageJson.Default.ContainerRecord));
    }

    [Fact]
    public void A_state_with_everything_set_reads_back_equal()
    {
        var state = new StateRecord
        {
            Status = ContainerStatus.Paused, Pid = 5, SupervisorPid = 6, ExitCode = -1, Error = "e", OomKilled = true, StartedAt = "s", FinishedAt = "f", RestartCount = 2, StoppedByUser = true,
            Health = new() { Status = "healthy", FailingStreak = 1, Log = [new() { Start = "a", End = "b", ExitCode = 1, Output = "o" }] },
            Network = new()
            {
                Bridge = "b", SandboxID = "i", SandboxKey = "k", Ports = new() { ["80/tcp"] = null, ["81/tcp"] = [new() { HostIp = "1.2.3.4", HostPort = "5" }] }, HairpinMode = true, LinkLocalIPv6Address = "l",
                LinkLocalIPv6PrefixLen = 1, EndpointID = "e", Gateway = "g", GlobalIPv6Address = "6", GlobalIPv6PrefixLen = 2, IPAddress = "10.0.0.2", IPPrefixLen = 3, IPv6Gateway = "v", MacAddress = "m",
                Networks = new()
                {
                    ["bridge"] = new()
                    {
                        Links = [], Aliases = ["a"], MacAddress = "m", DriverOpts = [], GwPriority = 1, NetworkID = "n", EndpointID = "e", Gateway = "g", IPAddress = "i", IPPrefixLen = 1, IPv6Gateway = "v",
                        GlobalIPv6Address = "6", GlobalIPv6PrefixLen = 2, DNSNames = ["d"],
                    },
                },
            },
            ExecIds = ["x"],
        };
        byte[] written = StorageJson.Write(state);
        Assert.Equal(
            JsonSerializer.Serialize(state, StorageJson.Default.StateRecord),
            JsonSerializer.Serialize(JsonSerializer.Deserialize(written, StorageJson.Default.StateRecord)!, StorageJson.Default.StateRecord));
        Assert.Equal(
            JsonSerializer.Serialize(state, StorageJson.Default.StateRecord), JsonSerializer.Serialize(StateParser.TryParse(written)!, StorageJson.Default.StateRecord));
    }

    [Fact]
    public void A_specification_is_written_as_the_serializer_does()
    {
        foreach (HostConfig host in new[] { new(), FullHost, new HostConfig { Privileged = true }, new HostConfig { Memory = 64 << 20, MemorySwappiness = 5, PidsLimit = 4, Devices = FullHost.Devices } })
        {
            Spec spec = test.Create(host: host, config: FullConfig).Spec;
            Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(RuntimeSpec.Write(spec)).RootElement, JsonDocument.Parse(SpecWriter.Write(spec)).RootElement));
        }
    }

    [Theory]
    [InlineData(typeof(ContainerRecord), 16)]
    [InlineData(typeof(ContainerConfig), 23)]
    [InlineData(typeof(HealthcheckConfig), 6)]
    [InlineData(typeof(HostConfig), 69)]
    [InlineData(typeof(MountPoint), 8)]
    [InlineData(typeof(MountRequest), 8)]
    [InlineData(typeof(StateRecord), 14)]
    [InlineData(typeof(NetworkSettings), 18)]
    [InlineData(typeof(EndpointSettings), 15)]
    [InlineData(typeof(Spec), 9)]
    [InlineData(typeof(Process), 15)]
    [InlineData(typeof(LinuxSection), 17)]
    [InlineData(typeof(Resources), 9)]
    [InlineData(typeof(Seccomp), 7)]
    public void A_new_member_has_to_be_written_by_hand_too(Type type, int members)
    {
        int count = type.GetProperties().Count(p => p.GetMethod is { IsStatic: false });
        Assert.True(members == count, $"{type.Name} has {count} members: extend the writer of that type, then this number");
    }
}
