using Berth.Kernel.Launch;
using Berth.Kernel.Security;
using Berth.Oci.Runtime;
using Berth.Runtime.Planning;

namespace Berth.Runtime.Tests;

/// <summary>config.md "Process": what each field becomes, and what is refused.</summary>
public sealed class ProcessFieldTests
{
    [Theory]
    [InlineData("SCHED_OTHER", 5, null, "schedule by SCHED_OTHER, nice 5")]
    [InlineData("SCHED_BATCH", null, null, "schedule by SCHED_BATCH, nice 0")]
    [InlineData("SCHED_ISO", null, null, "schedule by SCHED_ISO, nice 0")]
    [InlineData("SCHED_IDLE", null, null, "schedule by SCHED_IDLE, nice 0")]
    [InlineData("SCHED_FIFO", null, 10, "schedule by SCHED_FIFO, priority 10")]
    [InlineData("SCHED_RR", null, 99, "schedule by SCHED_RR, priority 99")]
    public void Scheduler(string policy, int? nice, int? priority, string step) =>
        Assert.Equal([step], PlannedSteps.Added(PlannedSteps.WithProcess(p => p with { Scheduler = new() { Policy = policy, Nice = nice, Priority = priority } })));

    [Fact]
    public void Scheduler_with_a_deadline() => Assert.Equal(["schedule by SCHED_DEADLINE, 10 of 30 ns by 20"], PlannedSteps.Added(PlannedSteps.WithProcess(p => p with
    {
        Scheduler = new() { Policy = "SCHED_DEADLINE", Runtime = 10, Deadline = 20, Period = 30, Flags = ["SCHED_FLAG_RESET_ON_FORK", "SCHED_FLAG_RECLAIM", "SCHED_FLAG_DL_OVERRUN"] },
    })));

    public static TheoryData<Scheduler, string> BadSchedulers => new()
    {
        { new() { Policy = "SCHED_FAST" }, "process.scheduler.policy: unknown policy 'SCHED_FAST'" },
        { new() { Policy = "SCHED_OTHER", Nice = 20 }, "process.scheduler.nice: 20 is out of range (-20 to 19)" },
        { new() { Policy = "SCHED_OTHER", Priority = 1 }, "process.scheduler.priority: only SCHED_FIFO and SCHED_RR have one" },
        { new() { Policy = "SCHED_FIFO", Period = 1 }, "process.scheduler: runtime, deadline and period are for SCHED_DEADLINE only" },
        { new() { Policy = "SCHED_OTHER", Flags = ["SCHED_FLAG_X"] }, "process.scheduler.flags: unknown flag 'SCHED_FLAG_X'" },
    };

    [Theory]
    [MemberData(nameof(BadSchedulers))]
    public void Scheduler_that_cannot_be(Scheduler scheduler, string reason) =>
        Assert.Equal("config.json: " + reason, PlannedSteps.Refusal(PlannedSteps.WithProcess(p => p with { Scheduler = scheduler })));

    [Theory]
    [InlineData("IOPRIO_CLASS_RT", 0)]
    [InlineData("IOPRIO_CLASS_BE", 7)]
    [InlineData("IOPRIO_CLASS_IDLE", 0)]
    public void IoPriority(string name, int priority) => Assert.Equal([$"set the I/O priority {name} {priority}"],
        PlannedSteps.Added(PlannedSteps.WithProcess(p => p with { IoPriority = new() { Class = name, Priority = priority } })));

    [Theory]
    [InlineData("IOPRIO_CLASS_X", 0, "class: unknown class 'IOPRIO_CLASS_X'")]
    [InlineData("IOPRIO_CLASS_BE", 8, "priority: 8 is out of range (0 to 7)")]
    public void IoPriority_that_cannot_be(string name, int priority, string reason) => Assert.Equal("config.json: process.ioPriority." + reason,
        PlannedSteps.Refusal(PlannedSteps.WithProcess(p => p with { IoPriority = new() { Class = name, Priority = priority } })));

    [Fact]
    public void ExecCPUAffinity_is_for_exec_alone() =>
        Assert.Empty(PlannedSteps.Added(PlannedSteps.WithProcess(p => p with { ExecCpuAffinity = new() { Initial = "0", Final = "1" } })));

    [Theory]
    [InlineData("0", "1-2", true, new[] { "run on the processors 0", "enter cgroup v1 cpuset", "run on the processors 1-2" })]
    [InlineData("0", null, true, new[] { "run on the processors 0", "enter cgroup v1 cpuset", "run on all processors of the cgroup" })]
    [InlineData(null, "0-3,7", true, new[] { "enter cgroup v1 cpuset", "run on the processors 0-3,7" })]
    [InlineData("0", "1", false, new[] { "run on the processors 1" })]
    public void ExecCPUAffinity_before_and_after_the_cgroup(string? initial, string? final, bool moves, string[] steps)
    {
        ContainerPlan plan = ExecPlanner.Plan(new ExecPlanRequest
        {
            Process = PlannedSteps.Base.Process! with { ExecCpuAffinity = new() { Initial = initial, Final = final } },
            Namespaces = CloneFlags.NewMount,
            CgroupFiles = moves ? ["cgroup v1 cpuset"] : [],
            HasUnifiedCgroup = !moves,
        });
        Assert.Equal(steps, PlannedSteps.Steps(plan).Where(s => s.StartsWith("run on", StringComparison.Ordinal) || s.StartsWith("enter cgroup", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("3-1")]
    [InlineData("a")]
    [InlineData("0,,1")]
    [InlineData("99999999")]
    public void ExecCPUAffinity_that_is_no_list(string list)
    {
        var error = Assert.Throws<Berth.Oci.EngineException>(() => ExecPlanner.Plan(new ExecPlanRequest
        {
            Process = PlannedSteps.Base.Process! with { ExecCpuAffinity = new() { Final = list } }, Namespaces = CloneFlags.NewMount,
        }));
        Assert.Equal($"config.json: process.execCPUAffinity.final: '{list}' is not a list such as 0-3,7", error.Message);
    }

    [Fact]
    public void OomScoreAdj_goes_through_the_containers_own_proc() =>
        Assert.Equal(["open oom_score_adj", "set oom_score_adj to -5"], PlannedSteps.Added(PlannedSteps.WithProcess(p => p with { OomScoreAdj = -5 })));

    [Fact]
    public void User_with_groups_and_a_umask()
    {
        Spec spec = PlannedSteps.WithProcess(p => p with { User = new() { Uid = 1, Gid = 2, AdditionalGids = [3, 4], Umask = 63 } });
        Assert.Equal(["set the umask to 077", "set the supplementary groups [3 4]", "become group 2", "become user 1"], PlannedSteps.Added(spec));
    }

    [Fact]
    public void Rlimits()
    {
        Assert.Equal(["limit RLIMIT_NOFILE to 10:20"], PlannedSteps.Added(PlannedSteps.WithProcess(p => p with { Rlimits = [new() { Type = "RLIMIT_NOFILE", Soft = 10, Hard = 20 }] })));
        Assert.Equal("config.json: process.rlimits: unknown type 'RLIMIT_X'",
            PlannedSteps.Refusal(PlannedSteps.WithProcess(p => p with { Rlimits = [new() { Type = "RLIMIT_X", Soft = 10, Hard = 20 }] })));
        Assert.Equal("config.json: process.rlimits: RLIMIT_CPU is there twice",
            PlannedSteps.Refusal(PlannedSteps.WithProcess(p => p with { Rlimits = [new() { Type = "RLIMIT_CPU", Soft = 1, Hard = 1 }, new() { Type = "RLIMIT_CPU", Soft = 1, Hard = 1 }] })));
    }

    [Fact]
    public void Cwd_is_made_and_entered()
    {
        Spec spec = PlannedSteps.WithProcess(p => p with { Cwd = "/w" });
        Assert.Equal(["open the working directory /w", "go to /w"], PlannedSteps.Added(spec));
        Assert.Equal(["directory /w"], PlannedSteps.Prepared(spec));
        Assert.Equal("config.json: process.cwd: 'w' is not an absolute path", PlannedSteps.Refusal(PlannedSteps.WithProcess(p => p with { Cwd = "w" })));
    }

    [Fact]
    public void Args_are_what_is_executed()
    {
        Assert.Equal(["execute /x"], PlannedSteps.Added(PlannedSteps.WithProcess(p => p with { Args = ["/x", "y"] })));
        Assert.Equal("config.json: process.args: missing or empty", PlannedSteps.Refusal(PlannedSteps.WithProcess(p => p with { Args = [] })));
        Assert.Equal("config.json: process.args[0]: empty", PlannedSteps.Refusal(PlannedSteps.WithProcess(p => p with { Args = [""] })));
    }

    [Fact]
    public void Env_decides_where_a_bare_name_is_looked_for() =>
        Assert.Equal(["execute /a/x", "execute /b/x"], PlannedSteps.Added(PlannedSteps.WithProcess(p => p with { Args = ["x"], Env = ["PATH=/a:/b"] })));

    [Fact]
    public void Terminal_and_its_size()
    {
        Spec spec = PlannedSteps.WithProcess(p => p with { Terminal = true, ConsoleSize = new() { Height = 24, Width = 80 } });
        Assert.Equal(["pseudo-terminal", "pseudo-terminal as /dev/console", "mount point /dev/console"], PlannedSteps.Prepared(spec));
        Assert.Equal(
            [
                "bind the terminal", "attach /dev/console", "connect the terminal to descriptor 0", "connect the terminal to descriptor 1",
                "connect the terminal to descriptor 2", "make the terminal the controlling one",
            ],
            PlannedSteps.Added(spec));
    }

    [Fact]
    public void Capabilities_and_unknown_ones_with_a_warning()
    {
        Spec spec = PlannedSteps.WithProcess(p => p with { Capabilities = new() { Bounding = ["CAP_KILL", "CAP_OF_TOMORROW"], Inheritable = ["CAP_KILL"], Ambient = ["CAP_KILL"] } });
        Assert.Equal(["raise ambient CAP_KILL"], PlannedSteps.Added(spec));
        Assert.Equal(["unknown capability CAP_OF_TOMORROW is ignored"], PlannedSteps.Plan(spec).Warnings);
    }

    [Fact]
    public void NoNewPrivileges() => Assert.Equal(["give up new privileges"], PlannedSteps.Added(PlannedSteps.WithProcess(p => p with { NoNewPrivileges = true })));

    [Fact]
    public void ApparmorProfile()
    {
        Spec spec = PlannedSteps.WithProcess(p => p with { ApparmorProfile = "strict" });
        Assert.Equal("config.json: process.apparmorProfile: AppArmor is not enabled on this host", PlannedSteps.Refusal(spec));
        Assert.Equal(["open self/attr/apparmor/exec", "be confined by strict from the execution on"],
            PlannedSteps.Added(spec, r => r with { SecurityModules = SecurityModules.AppArmor }));
    }

    [Fact]
    public void SelinuxLabel()
    {
        Spec spec = PlannedSteps.WithProcess(p => p with { SelinuxLabel = "u:r:t:s0" });
        Assert.Equal("config.json: process.selinuxLabel: SELinux is disabled or not supported on this host", PlannedSteps.Refusal(spec));
        Assert.Equal(["open self/attr/exec", "be labelled u:r:t:s0 from the execution on"], PlannedSteps.Added(spec, r => r with { SecurityModules = SecurityModules.SELinux }));
    }
}
