using Berth.Kernel.Launch;
using Berth.Kernel.Security;
using Berth.Oci.Runtime;
using Berth.Runtime.Planning;

namespace Berth.Runtime.Tests;

/// <summary>config-linux.md "Seccomp": what each field becomes, and what is refused.</summary>
public sealed class SeccompFieldTests
{
    private static readonly Seccomp Allow = new() { DefaultAction = "SCMP_ACT_ALLOW" };

    private static Spec With(Seccomp seccomp) => PlannedSteps.WithLinux(l => l with { Seccomp = seccomp });

    private static SeccompRule Rule(string action, params string[] names) => new() { Action = action, Names = names };

    /// <summary>The instructions, to see that two profiles mean different things.</summary>
    private static byte[] Compiled(Seccomp seccomp) => SeccompSection.Compile(seccomp).Program.Instructions;

    [Fact]
    public void A_filter_is_a_step() =>
        Assert.Equal(["keep CAP_SYS_ADMIN for one more step", $"install the system call filter ({Compiled(Allow).Length / 8} instructions)"], PlannedSteps.Added(With(Allow)));

    [Theory]
    [InlineData("SCMP_ACT_KILL")]
    [InlineData("SCMP_ACT_KILL_THREAD")]
    [InlineData("SCMP_ACT_KILL_PROCESS")]
    [InlineData("SCMP_ACT_TRAP")]
    [InlineData("SCMP_ACT_ERRNO")]
    [InlineData("SCMP_ACT_TRACE")]
    [InlineData("SCMP_ACT_LOG")]
    public void Actions_of_rules_and_by_default(string action)
    {
        Assert.NotEqual(Compiled(Allow), Compiled(Allow with { Syscalls = [Rule(action, "mkdir")] }));
        Assert.NotEqual(Compiled(Allow), Compiled(Allow with { DefaultAction = action }));
    }

    [Theory]
    [InlineData("SCMP_ACT_ERRNO")]
    [InlineData("SCMP_ACT_TRACE")]
    public void ErrnoRet_of_rules_and_by_default(string action)
    {
        SeccompRule rule = Rule(action, "mkdir");
        Assert.Equal(Compiled(Allow with { Syscalls = [rule] }), Compiled(Allow with { Syscalls = [rule with { ErrnoRet = 1 }] }));
        Assert.NotEqual(Compiled(Allow with { Syscalls = [rule] }), Compiled(Allow with { Syscalls = [rule with { ErrnoRet = 2 }] }));
        Assert.NotEqual(Compiled(new() { DefaultAction = action }), Compiled(new() { DefaultAction = action, DefaultErrnoRet = 2 }));
    }

    [Theory]
    [InlineData("SCMP_CMP_NE")]
    [InlineData("SCMP_CMP_LT")]
    [InlineData("SCMP_CMP_LE")]
    [InlineData("SCMP_CMP_EQ")]
    [InlineData("SCMP_CMP_GE")]
    [InlineData("SCMP_CMP_GT")]
    [InlineData("SCMP_CMP_MASKED_EQ")]
    public void Operators(string op)
    {
        SeccompArgument argument = new() { Index = 5, Op = op, Value = 1UL << 40 | 7, ValueTwo = 3 };
        byte[] with = Compiled(Allow with { Syscalls = [Rule("SCMP_ACT_ERRNO", "mkdir") with { Args = [argument] }] });
        Assert.NotEqual(Compiled(Allow with { Syscalls = [Rule("SCMP_ACT_ERRNO", "mkdir")] }), with);
        Assert.NotEqual(with, Compiled(Allow with { Syscalls = [Rule("SCMP_ACT_ERRNO", "mkdir") with { Args = [argument with { Index = 4 }] }] }));
    }

    [Theory]
    [InlineData("SCMP_ARCH_X86_64")]
    [InlineData("SCMP_ARCH_X86")]
    [InlineData("SCMP_ARCH_X32")]
    [InlineData("SCMP_ARCH_AARCH64")]
    [InlineData("SCMP_ARCH_ARM")]
    [InlineData("SCMP_ARCH_MIPS")]
    [InlineData("SCMP_ARCH_MIPS64")]
    [InlineData("SCMP_ARCH_MIPS64N32")]
    [InlineData("SCMP_ARCH_MIPSEL")]
    [InlineData("SCMP_ARCH_MIPSEL64")]
    [InlineData("SCMP_ARCH_MIPSEL64N32")]
    [InlineData("SCMP_ARCH_PPC")]
    [InlineData("SCMP_ARCH_PPC64")]
    [InlineData("SCMP_ARCH_PPC64LE")]
    [InlineData("SCMP_ARCH_S390")]
    [InlineData("SCMP_ARCH_S390X")]
    [InlineData("SCMP_ARCH_PARISC")]
    [InlineData("SCMP_ARCH_PARISC64")]
    [InlineData("SCMP_ARCH_RISCV64")]
    public void Architectures(string name) => Assert.NotEmpty(Compiled(Allow with { Architectures = [name, "SCMP_ARCH_X86_64"] }));

    [Fact]
    public void Flags()
    {
        static SeccompFlags Of(params string[]? flags) => SeccompSection.Compile(Allow with { Flags = flags }).Program.Flags;
        Assert.Equal(SeccompFlags.SpecAllow, Of(null));
        Assert.Equal(SeccompFlags.None, Of("SECCOMP_FILTER_FLAG_TSYNC"));
        Assert.Equal(SeccompFlags.Log | SeccompFlags.SpecAllow, Of("SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW"));
        Assert.Equal(SeccompFlags.None, Of("SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"));
        Assert.Equal(SeccompFlags.NewListener | SeccompFlags.WaitKillableReceive, SeccompSection.Compile(Allow with
        {
            Flags = ["SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"], ListenerPath = "/s", Syscalls = [Rule("SCMP_ACT_NOTIFY", "mkdir")],
        }).Program.Flags);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_listener_is_sent_on_while_the_process_waits(bool noNewPrivileges)
    {
        Spec spec = With(Allow with { ListenerPath = "/agent", ListenerMetadata = "m", Syscalls = [Rule("SCMP_ACT_NOTIFY", "mkdir")] });
        ContainerPlan plan = PlannedSteps.Plan(spec with { Process = spec.Process! with { NoNewPrivileges = noNewPrivileges } }, r => r with { WaitsForStart = true });
        int step = plan.Launch.Steps.ToList().FindIndex(s => s.Syscall == Berth.Kernel.SyscallNumber.Seccomp);
        Assert.Matches("^install the system call filter \\([0-9]+ instructions\\) and wait until its listener is sent on$", plan.Launch.Steps[step].Description);
        Assert.Equal(StepReport.Pause, plan.Launch.Steps[step].Report);
        Assert.Equal([new ParentWork.SendListener("/agent", "m")], plan.Pauses[step]);
        Assert.True(step < plan.Launch.Steps.ToList().FindIndex(s => s.Description == "wait for start"), "whoever creates the container is there to send it");
    }

    [Fact]
    public void A_listener_without_a_use_is_ignored() =>
        Assert.Equal(["keep CAP_SYS_ADMIN for one more step", $"install the system call filter ({Compiled(Allow).Length / 8} instructions)"],
            PlannedSteps.Added(With(Allow with { ListenerPath = "/agent", ListenerMetadata = "m" })));

    public static TheoryData<Seccomp, string> Bad => new()
    {
        { new() { DefaultAction = "ALLOW" }, "defaultAction: unknown action 'ALLOW'" },
        { Allow with { DefaultErrnoRet = 1 }, "defaultErrnoRet: only SCMP_ACT_ERRNO and SCMP_ACT_TRACE take one" },
        { new() { DefaultAction = "SCMP_ACT_ERRNO", DefaultErrnoRet = 70000 }, "defaultErrnoRet: 70000 is out of range" },
        { Allow with { Architectures = ["SCMP_ARCH_VAX"] }, "architectures: unknown architecture 'SCMP_ARCH_VAX'" },
        { Allow with { Flags = ["F"] }, "flags: unknown flag 'F'" },
        { Allow with { ListenerMetadata = "m" }, "listenerMetadata: there is no listenerPath to send it to" },
        { new() { DefaultAction = "SCMP_ACT_NOTIFY", ListenerPath = "/s" }, "defaultAction: SCMP_ACT_NOTIFY cannot be the default: the process could not even hand over its listener" },
        { Allow with { Syscalls = [Rule("SCMP_ACT_NOTIFY", "mkdir")] }, "listenerPath: SCMP_ACT_NOTIFY needs one" },
        { Allow with { ListenerPath = "/s", Syscalls = [Rule("SCMP_ACT_NOTIFY", "write")] }, "syscalls: SCMP_ACT_NOTIFY cannot be used for write, by which the process says that its listener is there" },
        { Allow with { Syscalls = [Rule("SCMP_ACT_ALLOW", "a"), Rule("SCMP_ACT_ALLOW")] }, "syscalls[1].names: there has to be at least one" },
        { Allow with { Syscalls = [Rule("X", "a")] }, "syscalls[0].action: unknown action 'X'" },
        { Allow with { Syscalls = [Rule("SCMP_ACT_KILL", "a") with { ErrnoRet = 1 }] }, "syscalls[0].errnoRet: only SCMP_ACT_ERRNO and SCMP_ACT_TRACE take one" },
        { Allow with { Syscalls = [Rule("SCMP_ACT_KILL", "a") with { Args = [new() { Index = 6, Value = 0, Op = "SCMP_CMP_EQ" }] }] }, "syscalls[0].args: there is no argument 6 (0 to 5 exist)" },
        { Allow with { Syscalls = [Rule("SCMP_ACT_KILL", "a") with { Args = [new() { Index = 0, Value = 0, Op = "=" }] }] }, "syscalls[0].args: unknown operator '='" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_filter_that_cannot_be(Seccomp seccomp, string reason) => Assert.Equal("config.json: linux.seccomp." + reason, PlannedSteps.Refusal(With(seccomp)));
}
