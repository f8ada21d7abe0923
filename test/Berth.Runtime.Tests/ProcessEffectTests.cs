using Berth.Kernel.Processes;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Tests;

/// <summary>The fields of a process as a program in the container finds them.</summary>
public sealed class ProcessEffectTests(BusyboxRoot root) : IClassFixture<BusyboxRoot>
{
    private string Shell(string script, Func<Spec, Spec> change) => PlannedContainer.Run(change(PlannedContainer.SpecFor("sh", "-c", script)), root.Path).Output;

    [Theory]
    [InlineData("SCHED_BATCH", 7, 0, "policy 3 nice 7 priority 0")]
    [InlineData("SCHED_IDLE", 0, 0, "policy 5 nice 0 priority 0")]
    [InlineData("SCHED_FIFO", 0, 3, "policy 1 nice 0 priority 3")]
    [InlineData("SCHED_RR", 0, 4, "policy 2 nice 0 priority 4")]
    public void A_scheduler_is_the_programs(string policy, int nice, int priority, string expected)
    {
        // proc_pid_stat(5): fields 19, 40 and 41.
        string output = Shell("read -r line < /proc/self/stat; set -- $line; echo policy ${41} nice ${19} priority ${40}",
            s => s with { Process = s.Process! with { Scheduler = new() { Policy = policy, Nice = nice, Priority = priority } } });
        Assert.Equal(expected + "\n", output);
    }

    [Fact]
    public void A_personality_changes_what_uname_says()
    {
        string output = Shell("/bin/busybox uname -m", s => s with { Linux = s.Linux! with { Personality = new() { Domain = "LINUX32" } } });
        Assert.Equal("i686\n", output);
    }

    [Fact]
    public void An_io_priority_is_the_programs()
    {
        string output = Shell("/bin/busybox ionice -p $$", s => s with { Process = s.Process! with { IoPriority = new() { Class = "IOPRIO_CLASS_BE", Priority = 6 } } });
        Assert.Equal("best-effort: prio 6\n", output);
    }

    [Fact]
    public void The_clocks_are_offset_from_the_first_instruction_on()
    {
        string output = Shell("cat /proc/self/timens_offsets; read up rest < /proc/uptime; [ ${up%%.*} -gt 900000 ] && echo days", s => s with
        {
            Linux = s.Linux! with
            {
                Namespaces = [.. s.Linux!.Namespaces!, new() { Type = "time" }],
                TimeOffsets = new Dictionary<string, TimeOffset> { ["boottime"] = new() { Secs = 1_000_000 }, ["monotonic"] = new() { Secs = 5, Nanosecs = 7 } },
            },
        });
        Assert.Equal("monotonic 5 7 boottime 1000000 0 days", string.Join(' ', output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void The_clocks_are_offset_in_a_user_namespace_too()
    {
        IdMapping[] map = [new() { ContainerId = 0, HostId = 0, Size = 10 }];
        string output = Shell("cat /proc/self/timens_offsets", s => s with
        {
            Linux = s.Linux! with
            {
                Namespaces = [.. s.Linux!.Namespaces!, new() { Type = "user" }, new() { Type = "time" }], UidMappings = map, GidMappings = map,
                TimeOffsets = new Dictionary<string, TimeOffset> { ["boottime"] = new() { Secs = 7 }, ["monotonic"] = new() { Secs = 8 } },
            },
        });
        Assert.Equal("monotonic 8 0 boottime 7 0", string.Join(' ', output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void A_memory_policy_is_the_programs()
    {
        Assert.SkipUnless(Directory.Exists("/sys/devices/system/node/node0"), "the kernel has no memory policies");
        string output = Shell("cat /proc/self/numa_maps | head -1", s => s with { Linux = s.Linux! with { MemoryPolicy = new() { Mode = "MPOL_BIND", Nodes = "0" } } });
        Assert.Contains("bind:0", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_without_AppArmor_is_refused_by_name()
    {
        Assert.SkipWhen(Berth.Kernel.Security.SecurityModuleHost.Detect().HasFlag(Berth.Kernel.Security.SecurityModules.AppArmor), "the host has AppArmor");
        var error = Assert.Throws<Berth.Oci.EngineException>(() => Shell("true", s => s with { Process = s.Process! with { ApparmorProfile = "docker-default" } }));
        Assert.Equal("config.json: process.apparmorProfile: AppArmor is not enabled on this host", error.Message);
    }

    [Fact]
    public void A_umask_and_an_oom_score_arrive()
    {
        string output = Shell("umask; cat /proc/self/oom_score_adj", s => s with { Process = s.Process! with { User = new() { Umask = 0x3F }, OomScoreAdj = 321 } });
        Assert.Equal("0077\n321\n", output);
    }

    [Fact]
    public void Sysctls_arrive_in_either_spelling()
    {
        string output = Shell("cat /proc/sys/net/ipv4/ip_default_ttl /proc/sys/kernel/msgmax /proc/sys/net/ipv4/conf/lo/forwarding", s => s with
        {
            Linux = s.Linux! with { Sysctl = new Dictionary<string, string> { ["net.ipv4.ip_default_ttl"] = "77", ["kernel/msgmax"] = "4242", ["net/ipv4/conf/lo/forwarding"] = "1" } },
        });
        Assert.Equal("77\n4242\n1\n", output);
    }

    [Fact]
    public void Limits_and_groups_arrive()
    {
        string output = Shell("ulimit -n; ulimit -Hn; /bin/busybox id -G", s => s with
        {
            Process = s.Process! with { Rlimits = [new() { Type = "RLIMIT_NOFILE", Soft = 50, Hard = 60 }], User = new() { Gid = 5, AdditionalGids = [7, 70000] } },
        });
        Assert.Equal("50\n60\n5 7 70000\n", output);
    }
}
