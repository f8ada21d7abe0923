using System.Text.Json;
using Berth.Engine.Contracts;

namespace Berth.Engine.Tests;

/// <summary>The JSON of inspect has Docker's keys, in Docker's order (moby 28, API 1.48).</summary>
public sealed class InspectTests : IDisposable
{
    private readonly TestEngine test = new();

    public void Dispose() => test.Dispose();

    private static string Keys(JsonElement element) => string.Join(' ', element.EnumerateObject().Select(p => p.Name));

    private JsonElement Inspect(HostConfig? host = null, ContainerConfig? config = null)
    {
        Container made = test.Create("web", host, config);
        return JsonSerializer.SerializeToElement(test.Containers.Inspect(made), ContractsJson.Compact.ContainerInspect);
    }

    [Fact]
    public void A_container_has_dockers_keys()
    {
        JsonElement root = Inspect();
        Assert.Equal(
            "Id Created Path Args State Image ResolvConfPath HostnamePath HostsPath LogPath Name RestartCount Driver Platform MountLabel ProcessLabel " +
            "AppArmorProfile ExecIDs HostConfig GraphDriver Mounts Config NetworkSettings", Keys(root));
        Assert.Equal("Status Running Paused Restarting OOMKilled Dead Pid ExitCode Error StartedAt FinishedAt", Keys(root.GetProperty("State")));
        Assert.Equal(
            "Binds ContainerIDFile LogConfig NetworkMode PortBindings RestartPolicy AutoRemove VolumeDriver VolumesFrom ConsoleSize CapAdd CapDrop " +
            "CgroupnsMode Dns DnsOptions DnsSearch ExtraHosts GroupAdd IpcMode Cgroup Links OomScoreAdj PidMode Privileged PublishAllPorts ReadonlyRootfs " +
            "SecurityOpt UTSMode UsernsMode ShmSize Runtime Isolation CpuShares Memory NanoCpus CgroupParent BlkioWeight BlkioWeightDevice " +
            "BlkioDeviceReadBps BlkioDeviceWriteBps BlkioDeviceReadIOps BlkioDeviceWriteIOps CpuPeriod CpuQuota CpuRealtimePeriod CpuRealtimeRuntime " +
            "CpusetCpus CpusetMems Devices DeviceCgroupRules DeviceRequests MemoryReservation MemorySwap MemorySwappiness OomKillDisable PidsLimit Ulimits " +
            "CpuCount CpuPercent IOMaximumIOps IOMaximumBandwidth MaskedPaths ReadonlyPaths", Keys(root.GetProperty("HostConfig")));
        Assert.Equal(
            "Hostname Domainname User AttachStdin AttachStdout AttachStderr Tty OpenStdin StdinOnce Env Cmd Image Volumes WorkingDir Entrypoint OnBuild Labels",
            Keys(root.GetProperty("Config")));
        Assert.Equal(
            "Bridge SandboxID SandboxKey Ports HairpinMode LinkLocalIPv6Address LinkLocalIPv6PrefixLen SecondaryIPAddresses SecondaryIPv6Addresses " +
            "EndpointID Gateway GlobalIPv6Address GlobalIPv6PrefixLen IPAddress IPPrefixLen IPv6Gateway MacAddress Networks", Keys(root.GetProperty("NetworkSettings")));
        Assert.Equal(
            "IPAMConfig Links Aliases MacAddress DriverOpts GwPriority NetworkID EndpointID Gateway IPAddress IPPrefixLen IPv6Gateway GlobalIPv6Address " +
            "GlobalIPv6PrefixLen DNSNames", Keys(root.GetProperty("NetworkSettings").GetProperty("Networks").GetProperty("bridge")));
        Assert.Equal("ID LowerDir MergedDir UpperDir WorkDir", Keys(root.GetProperty("GraphDriver").GetProperty("Data")));
    }

    [Fact]
    public void Keys_that_docker_leaves_out_when_empty_appear_when_set()
    {
        JsonElement root = Inspect(
            new HostConfig { Annotations = new() { ["a"] = "b" }, Tmpfs = new() { ["/t"] = "" }, Sysctls = new() { ["net.core.somaxconn"] = "1" }, Init = true, Mounts = [new() { Type = "tmpfs", Target = "/m" }] },
            new ContainerConfig { Cmd = ["x"], StopSignal = "SIGINT", StopTimeout = 5, ExposedPorts = new() { ["80/tcp"] = default }, Healthcheck = new() { Test = ["CMD", "true"] } });
        foreach (string key in new[] { "Annotations", "Tmpfs", "Sysctls", "Init", "Mounts" }) Assert.True(root.GetProperty("HostConfig").TryGetProperty(key, out _), key);
        foreach (string key in new[] { "StopSignal", "StopTimeout", "ExposedPorts", "Healthcheck" }) Assert.True(root.GetProperty("Config").TryGetProperty(key, out _), key);
        Assert.Equal("{}", root.GetProperty("Config").GetProperty("ExposedPorts").GetProperty("80/tcp").GetRawText());
        Assert.Equal("Type Source Destination Mode RW Propagation", Keys(root.GetProperty("Mounts")[0]));
    }

    [Fact]
    public void Null_and_empty_are_dockers()
    {
        JsonElement host = Inspect().GetProperty("HostConfig");
        foreach (string key in new[] { "Binds", "CapAdd", "CapDrop", "ExtraHosts", "GroupAdd", "Links", "SecurityOpt", "PidsLimit", "Ulimits", "VolumesFrom" })
            Assert.Equal(JsonValueKind.Null, host.GetProperty(key).ValueKind);
        foreach (string key in new[] { "Dns", "DnsOptions", "DnsSearch" }) Assert.Equal("[]", host.GetProperty(key).GetRawText());
        Assert.Equal("""{"Name":"no","MaximumRetryCount":0}""", host.GetProperty("RestartPolicy").GetRawText());
        Assert.Equal("""{"Type":"json-file","Config":{}}""", host.GetProperty("LogConfig").GetRawText());
        Assert.Equal("[0,0]", host.GetProperty("ConsoleSize").GetRawText());
    }

    [Fact]
    public void A_never_started_container_says_so_in_gos_zero_time()
    {
        JsonElement state = Inspect().GetProperty("State");
        Assert.Equal("created", state.GetProperty("Status").GetString());
        Assert.Equal("0001-01-01T00:00:00Z", state.GetProperty("StartedAt").GetString());
    }

    [Fact]
    public void Characters_are_escaped_as_dockers_encoder_does()
    {
        Container made = test.Create("web", config: new ContainerConfig { Cmd = ["echo", "<é&+'\">"] });
        string json = JsonSerializer.Serialize(test.Containers.Inspect(made), ContractsJson.Indented.ContainerInspect);
        Assert.Contains("\"<é&+'\\\">\"", json);
        Assert.Contains("\n    \"Id\": ", json);
        Assert.Equal(
            JsonSerializer.Serialize(test.Containers.Inspect(made), ContractsJson.Compact.ContainerInspect),
            System.Text.Encoding.UTF8.GetString(ContractsJson.Write(test.Containers.Inspect(made))));
    }

    [Fact]
    public void What_is_stored_is_what_was_created()
    {
        Container made = test.Create("web", new HostConfig
        {
            Binds = ["cache:/c"], Tmpfs = new() { ["/t"] = "size=1m" }, Ulimits = [new() { Name = "nofile", Soft = 1, Hard = 2 }], PidsLimit = -1,
            Devices = [new() { PathOnHost = "/dev/null", PathInContainer = "/dev/n", CgroupPermissions = "r" }], OomKillDisable = false, MemorySwappiness = 0,
        }, new ContainerConfig { Cmd = ["a", ""], Env = ["E=ü \" \\"], Labels = new() { ["k"] = "" }, Healthcheck = new() { Test = ["NONE"] }, StopTimeout = 0 });
        string written = JsonSerializer.Serialize(test.Containers.Inspect(made), ContractsJson.Compact.ContainerInspect);
        Container read = test.OpenAgain().Containers.Get("web");
        Assert.Equal(written, JsonSerializer.Serialize(test.Containers.Inspect(read), ContractsJson.Compact.ContainerInspect));
    }
}
