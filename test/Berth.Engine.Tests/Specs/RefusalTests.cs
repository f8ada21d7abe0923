using Berth.Engine.Contracts;
using Berth.Oci;

namespace Berth.Engine.Tests;

/// <summary>What bad requests get: docker's words, and nothing left behind.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly TestEngine test = new();

    public void Dispose() => test.Dispose();

    public static TheoryData<HostConfig, string> HostConfigs => new()
    {
        { new() { Memory = 1 << 20 }, "Minimum memory limit allowed is 6MB" },
        { new() { Memory = 64 << 20, MemorySwap = 32 << 20 }, "Minimum memoryswap limit should be larger than memory limit, see usage" },
        { new() { MemorySwap = 64 << 20 }, "You should always set the Memory limit when using Memoryswap limit, see usage" },
        { new() { NanoCpus = 4_000_000_000_000 }, $"range of CPUs is from 0.01 to {Environment.ProcessorCount}.00, as there are only {Environment.ProcessorCount} CPUs available" },
        { new() { CpusetCpus = "x" }, "Invalid value x for cpuset cpus" },
        { new() { OomScoreAdj = 2000 }, "Invalid value 2000, range for oom score adj is [-1000, 1000]" },
        { new() { RestartPolicy = new() { Name = "sometimes" } }, "invalid restart policy: unknown policy 'sometimes'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'" },
        { new() { AutoRemove = true, RestartPolicy = new() { Name = "always" } }, "can't create 'AutoRemove' container with restart policy" },
        { new() { CapAdd = ["CAP_NOPE"] }, "invalid CapAdd: unknown capability: \"CAP_NOPE\"" },
        { new() { CapDrop = ["nope"] }, "invalid CapDrop: unknown capability: \"CAP_NOPE\"" },
        { new() { Devices = [new() { PathOnHost = "/dev/nosuch", PathInContainer = "/dev/x", CgroupPermissions = "rwm" }] }, "error gathering device information while adding custom device \"/dev/nosuch\": no such file or directory" },
        { new() { Devices = [new() { PathOnHost = "/etc/passwd", PathInContainer = "/dev/x", CgroupPermissions = "rwm" }] }, "error gathering device information while adding custom device \"/etc/passwd\": not a device node" },
        { new() { Sysctls = new() { ["kernel.panic"] = "1" } }, "sysctl 'kernel.panic' is not allowed" },
        { new() { Sysctls = new() { ["net/../kernel/panic"] = "1" } }, "sysctl 'net/../kernel/panic' is not allowed" },
        { new() { NetworkMode = "host", Sysctls = new() { ["net.core.somaxconn"] = "1" } }, "sysctl \"net.core.somaxconn\" not allowed in host network namespace" },
        { new() { Binds = ["a:b:c:d"] }, "invalid volume specification: 'a:b:c:d'" },
        { new() { Binds = ["/tmp:relative"] }, "invalid volume specification: '/tmp:relative': invalid mount config for type \"bind\": invalid mount path: 'relative' mount path must be absolute" },
        { new() { Binds = ["/tmp:/"] }, "invalid volume specification: '/tmp:/': invalid mount config for type \"bind\": invalid specification: destination can't be '/'" },
        { new() { Binds = ["/tmp:/x:rx"] }, "invalid mode: rx" },
        { new() { Binds = ["/tmp:/x", "/usr:/x"] }, "Duplicate mount point: /x" },
        { new() { Binds = ["a!b:/x"] }, "create a!b: \"a!b\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory, use absolute path" },
        { new() { Mounts = [new() { Type = "bind", Target = "/x" }] }, "invalid mount config for type \"bind\": field Source must not be empty" },
        { new() { Mounts = [new() { Type = "moon", Source = "/", Target = "/x" }] }, "invalid mount config for type \"moon\": mount type unknown" },
        { new() { Tmpfs = new() { ["/x"] = "colour=red" } }, "invalid tmpfs option \"colour=red\"" },
        { new() { NetworkMode = "nosuch" }, "network nosuch not found" },
        { new() { NetworkMode = "container:ghost" }, "No such container: ghost" },
        { new() { IpcMode = "shared" }, "invalid IPC mode: shared" },
        { new() { PidMode = "x" }, "invalid PID mode: x" },
        { new() { SecurityOpt = ["nonsense"] }, "invalid --security-opt: \"nonsense\"" },
        { new() { LogConfig = new() { Type = "syslog" } }, "logger: no log driver named 'syslog' is registered" },
        { new() { LogConfig = new() { Type = "json-file", Config = new() { ["max-sizee"] = "1m" } } }, "unknown log opt 'max-sizee' for json-file log driver" },
        { new() { Ulimits = [new() { Name = "nofile", Soft = 20, Hard = 10 }] }, "ulimit soft limit must be less than or equal to hard limit: 20 > 10" },
        { new() { Ulimits = [new() { Name = "bogus" }] }, "invalid ulimit type: bogus" },
        { new() { PortBindings = new() { ["80/tcp"] = [new() { HostPort = "8080" }] } }, "publishing ports (-p) is not supported yet" },
        { new() { CgroupParent = "../escape" }, "invalid cgroup parent \"../escape\"" },
        { new() { ShmSize = -1 }, "SHM size can not be less than 0" },
        { new() { DeviceCgroupRules = ["x"] }, "invalid device cgroup rule format: 'x'" },
    };

    [Theory]
    [MemberData(nameof(HostConfigs))]
    public void A_bad_host_configuration_is_refused(HostConfig host, string message)
    {
        Assert.Equal(message, TestEngine.Refused(() => test.Create("victim", host)).Message);
        Assert.Empty(test.Containers.List(new ContainerListOptions { All = true }));
        Assert.False(Directory.Exists(test.Engine.Paths.Containers) && Directory.GetFileSystemEntries(test.Engine.Paths.Containers).Length > 0);
        Assert.False(Directory.Exists(test.Engine.Paths.Names) && Directory.GetFileSystemEntries(test.Engine.Paths.Names).Length > 0);
    }

    public static TheoryData<ContainerConfig, string> Configs => new()
    {
        { new() { WorkingDir = "here" }, "the working directory 'here' is invalid, it needs to be an absolute path" },
        { new() { Env = ["=x"] }, "invalid environment variable: =x" },
        { new() { StopSignal = "SIGNOPE" }, "invalid signal: SIGNOPE" },
        { new() { User = "99999999999" }, "unable to find user 99999999999: uids and gids must be in range 0-2147483647" },
        { new() { User = "a:b:c" }, "unable to find user a:b:c: expected name|uid[:group|gid]" },
        { new() { Hostname = "a b" }, "invalid hostname: \"a b\"" },
        { new() { Healthcheck = new() { Interval = 3 } }, "Interval in Healthcheck cannot be less than 1ms" },
    };

    [Theory]
    [MemberData(nameof(Configs))]
    public void A_bad_configuration_is_refused(ContainerConfig config, string message) =>
        Assert.Equal(message, TestEngine.Refused(() => test.Create(config: config with { Cmd = ["date"] })).Message);

    [Fact]
    public void A_refused_container_leaves_no_anonymous_volume()
    {
        var host = new HostConfig { Binds = ["/anonymous", "zz!:/x"] };
        Assert.Equal(ErrorKind.InvalidArgument, TestEngine.Refused(() => test.Create(host: host)).Kind);
        Assert.Empty(test.Engine.Volumes.List());
    }
}
