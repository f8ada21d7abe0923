using Berth.Kernel.Launch;
using Berth.Oci.Runtime;
using Berth.Runtime.Planning;

namespace Berth.Runtime.Tests;

/// <summary>config-linux.md, apart from mounts, devices and seccomp: what each field becomes, and what is refused.</summary>
public sealed class LinuxFieldTests
{
    private static Namespace[] With(params Namespace[] more) => [.. PlannedSteps.Base.Linux!.Namespaces!, .. more];

    [Theory]
    [InlineData("LINUX")]
    [InlineData("LINUX32")]
    public void Personality(string domain) => Assert.Equal([$"take the personality {domain}"],
        PlannedSteps.Added(PlannedSteps.WithLinux(l => l with { Personality = new() { Domain = domain } })));

    [Fact]
    public void Personality_that_cannot_be()
    {
        Assert.Equal("config.json: linux.personality.domain: unknown domain 'BSD'",
            PlannedSteps.Refusal(PlannedSteps.WithLinux(l => l with { Personality = new() { Domain = "BSD" } })));
        Assert.Equal("config.json: linux.personality.flags: unknown flag 'F' (the specification has none)",
            PlannedSteps.Refusal(PlannedSteps.WithLinux(l => l with { Personality = new() { Domain = "LINUX", Flags = ["F"] } })));
    }

    [Fact]
    public void TimeOffsets() => Assert.Equal(
        [
            "open proc for the runtime's own use", "create proc for the runtime's own use", "mount proc for the runtime's own use", "make a time namespace",
            "open the time offsets", "set the offset monotonic 172800 5", "set the offset boottime -1 0", "open the time namespace", "enter the time namespace",
        ],
        PlannedSteps.Added(PlannedSteps.WithLinux(l => l with
        {
            Namespaces = With(new Namespace { Type = "time" }),
            TimeOffsets = new Dictionary<string, TimeOffset> { ["monotonic"] = new() { Secs = 172800, Nanosecs = 5 }, ["boottime"] = new() { Secs = -1 } },
        })));

    [Fact]
    public void TimeOffsets_in_a_user_namespace_are_written_from_outside()
    {
        IdMapping[] map = [new() { ContainerId = 0, HostId = 1000, Size = 10 }];
        Spec spec = PlannedSteps.WithLinux(l => l with
        {
            Namespaces = With(new Namespace { Type = "user" }, new Namespace { Type = "time" }), UidMappings = map, GidMappings = map,
            TimeOffsets = new Dictionary<string, TimeOffset> { ["boottime"] = new() { Secs = 1 }, ["monotonic"] = new() { Nanosecs = 2 } },
        });
        ParentWork.SetTimeOffsets work = PlannedSteps.Plan(spec).Pauses.Values.SelectMany(w => w).OfType<ParentWork.SetTimeOffsets>().Single();
        Assert.Equal(["boottime 1 0", "monotonic 0 2"], work.Lines);
    }

    [Theory]
    [InlineData("monotonic", 0u, false, null, "linux.timeOffsets: cannot be set without a time namespace of the container's own")]
    [InlineData("monotonic", 0u, true, "/proc/1/ns/time", "linux.timeOffsets: the offsets of an existing time namespace cannot be changed")]
    [InlineData("realtime", 0u, true, null, "linux.timeOffsets: unknown clock 'realtime' (monotonic and boottime have offsets)")]
    [InlineData("boottime", 1_000_000_000u, true, null, "linux.timeOffsets.boottime.nanosecs: 1000000000 is a second or more")]
    public void TimeOffsets_that_cannot_be(string clock, uint nanoseconds, bool hasNamespace, string? path, string reason) =>
        Assert.Equal("config.json: " + reason, PlannedSteps.Refusal(PlannedSteps.WithLinux(l => l with
        {
            Namespaces = hasNamespace ? With(new Namespace { Type = "time", Path = path }) : l.Namespaces,
            TimeOffsets = new Dictionary<string, TimeOffset> { [clock] = new() { Nanosecs = nanoseconds } },
        })));

    [Theory]
    [InlineData("MPOL_DEFAULT", null, "set the memory policy MPOL_DEFAULT")]
    [InlineData("MPOL_LOCAL", null, "set the memory policy MPOL_LOCAL")]
    [InlineData("MPOL_BIND", "0-1", "set the memory policy MPOL_BIND of the nodes 0-1")]
    [InlineData("MPOL_INTERLEAVE", "0", "set the memory policy MPOL_INTERLEAVE of the nodes 0")]
    [InlineData("MPOL_WEIGHTED_INTERLEAVE", "0", "set the memory policy MPOL_WEIGHTED_INTERLEAVE of the nodes 0")]
    [InlineData("MPOL_PREFERRED", "0", "set the memory policy MPOL_PREFERRED of the nodes 0")]
    [InlineData("MPOL_PREFERRED_MANY", "0", "set the memory policy MPOL_PREFERRED_MANY of the nodes 0")]
    public void MemoryPolicy(string mode, string? nodes, string step) => Assert.Equal([step], PlannedSteps.Added(PlannedSteps.WithLinux(l => l with
    {
        MemoryPolicy = new() { Mode = mode, Nodes = nodes, Flags = ["MPOL_F_NUMA_BALANCING", "MPOL_F_RELATIVE_NODES", "MPOL_F_STATIC_NODES"] },
    })));

    [Theory]
    [InlineData("MPOL_X", "0", "MPOL_F_STATIC_NODES", "mode: unknown mode 'MPOL_X'")]
    [InlineData("MPOL_BIND", "x", "MPOL_F_STATIC_NODES", "nodes: 'x' is not a list such as 0-3,7")]
    [InlineData("MPOL_BIND", "0", "MPOL_F_X", "flags: unknown flag 'MPOL_F_X'")]
    public void MemoryPolicy_that_cannot_be(string mode, string nodes, string flag, string reason) => Assert.Equal("config.json: linux.memoryPolicy." + reason,
        PlannedSteps.Refusal(PlannedSteps.WithLinux(l => l with { MemoryPolicy = new() { Mode = mode, Nodes = nodes, Flags = [flag] } })));

    [Fact]
    public void NetDevices_are_moved_while_the_child_waits_in_its_namespaces()
    {
        Spec spec = PlannedSteps.WithLinux(l => l with { NetDevices = new Dictionary<string, NetDevice> { ["eth1"] = new() { Name = "net0" }, ["eth2"] = new() } });
        Assert.Equal(["wait for the network devices"], PlannedSteps.Added(spec));
        var work = Assert.IsType<ParentWork.MoveNetDevices>(Assert.Single(PlannedSteps.Plan(spec).Pauses.Values)[0]);
        Assert.Equal(["eth1", "eth2"], work.Devices.Keys);
    }

    [Theory]
    [InlineData("eth1", "a/b", "linux.netDevices: 'a/b' is not a name of an interface")]
    [InlineData("a-name-that-is-too-long", null, "linux.netDevices: 'a-name-that-is-too-long' is not a name of an interface")]
    [InlineData("eth1", "eth2", "linux.netDevices: two are to be called eth2")]
    public void NetDevices_that_cannot_be(string name, string? inside, string reason) => Assert.Equal("config.json: " + reason,
        PlannedSteps.Refusal(PlannedSteps.WithLinux(l => l with { NetDevices = new Dictionary<string, NetDevice> { [name] = new() { Name = inside }, ["eth2"] = new() } })));

    [Fact]
    public void NetDevices_need_a_network_of_the_containers_own() =>
        Assert.Equal("config.json: linux.netDevices: cannot be moved without a network namespace of the container's own", PlannedSteps.Refusal(PlannedSteps.WithLinux(l => l with
        {
            Namespaces = [.. l.Namespaces!.Where(n => n.Type != "network")], NetDevices = new Dictionary<string, NetDevice> { ["eth1"] = new() },
        })));

    [Fact]
    public void MaskedPaths_hide_a_file_or_a_directory() => Assert.Equal(["mask /proc/x", "mask /proc/x (is it a directory?)", "mask directory /proc/x"],
        PlannedSteps.Added(PlannedSteps.WithLinux(l => l with { MaskedPaths = [.. l.MaskedPaths!, "/proc/x"] })));

    [Fact]
    public void ReadonlyPaths() => Assert.Equal(["bind /etc onto itself", "make /etc read-only"],
        PlannedSteps.Added(PlannedSteps.WithLinux(l => l with { ReadonlyPaths = [.. l.ReadonlyPaths!, "/etc"] })));

    [Theory]
    [InlineData("net.ipv4.conf.eth0/1.forwarding")]
    [InlineData("net/ipv4/ip_forward")]
    [InlineData("kernel.msgmax")]
    [InlineData("fs/mqueue/msg_max")]
    [InlineData("kernel.domainname")]
    public void Sysctl_with_dots_or_slashes(string key) => Assert.Equal([$"open sysctl {key}", $"set sysctl {key} = 1"],
        PlannedSteps.Added(PlannedSteps.WithLinux(l => l with { Sysctl = new Dictionary<string, string> { [key] = "1" } })));

    [Theory]
    [InlineData("kernel.core_pattern", "kernel.core_pattern: it is not of a namespace: setting it would change the host")]
    [InlineData("kernel/core_pattern", "kernel/core_pattern: it is not of a namespace: setting it would change the host")]
    [InlineData("kernel.hostname", "kernel.hostname: set hostname instead")]
    [InlineData("net/../kernel/core_pattern", "'net/../kernel/core_pattern': it is not a valid name")]
    public void Sysctl_of_the_host(string key, string reason) => Assert.Equal("config.json: linux.sysctl: " + reason,
        PlannedSteps.Refusal(PlannedSteps.WithLinux(l => l with { Sysctl = new Dictionary<string, string> { [key] = "1" } })));

    [Theory]
    [InlineData("net.core.somaxconn", "network")]
    [InlineData("kernel.sem", "ipc")]
    [InlineData("kernel.domainname", "uts")]
    public void Sysctl_without_its_namespace(string key, string type)
    {
        Spec spec = PlannedSteps.WithLinux(l => l with { Namespaces = [.. l.Namespaces!.Where(n => n.Type != type)], Sysctl = new Dictionary<string, string> { [key] = "1" } });
        Assert.Equal($"config.json: linux.sysctl: {key}: it needs a {type} namespace of the container's own", PlannedSteps.Refusal(spec with { Hostname = null }));
    }

    [Fact]
    public void IntelRdt_is_refused_by_name() => Assert.Equal("config.json: linux.intelRdt is not supported by this release",
        PlannedSteps.Refusal(PlannedSteps.WithLinux(l => l with { IntelRdt = new() { ClosId = "guaranteed" } })));

    [Theory]
    [InlineData("ipc", CloneFlags.NewIpc)]
    [InlineData("uts", CloneFlags.NewUts)]
    [InlineData("network", CloneFlags.NewNetwork)]
    [InlineData("pid", CloneFlags.NewPid)]
    [InlineData("mount", CloneFlags.NewMount)]
    [InlineData("time", CloneFlags.NewTime)]
    public void Namespaces_without_a_path_are_made_by_the_clone(string type, CloneFlags flag) => Assert.True(PlannedSteps.Plan(PlannedSteps.WithLinux(l => l with
    {
        Namespaces = [.. l.Namespaces!.Where(n => n.Type != type), new() { Type = type }],
    })).Launch.Clone.Flags.HasFlag(flag));

    [Fact]
    public void A_cgroup_namespace_is_made_after_the_cgroup_is_entered() => Assert.Equal(["make a cgroup namespace"],
        PlannedSteps.Added(PlannedSteps.WithLinux(l => l with { Namespaces = With(new Namespace { Type = "cgroup" }) })));

    [Theory]
    [InlineData("ipc")]
    [InlineData("uts")]
    [InlineData("network")]
    [InlineData("time")]
    [InlineData("cgroup")]
    public void Namespaces_with_a_path_are_entered(string type)
    {
        Spec spec = PlannedSteps.WithLinux(l => l with { Namespaces = [.. l.Namespaces!.Where(n => n.Type != type), new() { Type = type, Path = "/n" }] });
        Assert.Equal([$"enter the {type} namespace"], PlannedSteps.Added(spec));
        Assert.Equal([$"{type} namespace /n"], PlannedSteps.Prepared(spec));
    }

    [Fact]
    public void A_pid_namespace_with_a_path_is_entered_before_the_clone()
    {
        Spec spec = PlannedSteps.WithLinux(l => l with { Namespaces = [.. l.Namespaces!.Where(n => n.Type != "pid"), new() { Type = "pid", Path = "/n" }] });
        Assert.NotNull(PlannedSteps.Plan(spec).Launch.Clone.PidNamespace);
        Assert.Equal(["pid namespace /n"], PlannedSteps.Prepared(spec));
    }

    [Theory]
    [InlineData("ipc", "linux.namespaces: ipc is there twice")]
    [InlineData("disk", "linux.namespaces: unknown type 'disk'")]
    public void Namespaces_that_cannot_be(string type, string reason) => Assert.Equal("config.json: " + reason,
        PlannedSteps.Refusal(PlannedSteps.WithLinux(l => l with { Namespaces = With(new Namespace { Type = type }) })));

    private static readonly CgroupView[] Hybrid =
    [
        new("memory", "cgroup", "memory", "/sys/fs/cgroup/memory/c"), new("unified", "cgroup2", "", "/sys/fs/cgroup/unified/c"),
    ];

    [Theory]
    [InlineData("cgroup", true, true, new[] { "mount tmpfs at /cg", "make /cg/memory", "mount cgroup memory at /cg/memory", "make /cg/unified", "mount cgroup2 at /cg/unified" })]
    [InlineData("cgroup2", true, true, new[] { "mount cgroup2 at /cg" })]
    [InlineData("cgroup", false, true, new[] { "mount cgroup2 at /cg" })]
    [InlineData("cgroup2", false, true, new[] { "mount cgroup2 at /cg" })]
    [InlineData("cgroup2", false, false, new[] { "attach the container's cgroup2 at /cg" })]
    public void Mounts_of_cgroups_in_every_version(string type, bool hybrid, bool hasNamespace, string[] steps)
    {
        Spec spec = PlannedSteps.Base with { Mounts = [.. PlannedSteps.Base.Mounts!, new Mount { Destination = "/cg", Type = type, Source = "cgroup" }] };
        spec = hasNamespace ? spec with { Linux = spec.Linux! with { Namespaces = With(new Namespace { Type = "cgroup" }) } } : spec;
        string[] added = PlannedSteps.Added(spec, r => r with { CgroupViews = hybrid ? Hybrid : [Hybrid[1] with { Name = "" }] });
        Assert.Equal(steps, added.Where(s => s.Contains("/cg", StringComparison.Ordinal)));
    }
}
