using System.Diagnostics;
using Berth.Kernel.Security;
using CsCheck;

namespace Berth.Kernel.Tests.Security;

public sealed class SeccompCompilerTests
{
    private static uint Audit(SeccompArchitecture architecture) => architecture switch
    {
        SeccompArchitecture.X64 or SeccompArchitecture.X32 => 0xC000003E,
        SeccompArchitecture.X86 => 0x40000003,
        SeccompArchitecture.Arm64 => 0xC00000B7,
        _ => 0x40000028,
    };

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static readonly string[] SomeNames =
        ["read", "write", "openat", "socket", "bind", "socketcall", "ipc", "semop", "shmget", "personality", "clone", "clone3", "mseal", "accept",
         "breakpoint", "set_tls", "no_such_call", "fstatat64", "newfstatat", "mmap2", "futex_time64", "uretprobe", "exit_group", "restart_syscall"];

    private static readonly Gen<ulong> Word = Gen.OneOf(Gen.ULong, Gen.ULong[0, 5], OneOf(0xffffffffUL, 0x100000000UL, ulong.MaxValue,
        0x1_0000_0001UL, 0xffffffff00000000UL, 38UL, 40UL));

    private static readonly Gen<SeccompAction> Action = OneOf(Enum.GetValues<SeccompAction>());

    private static readonly Gen<SeccompCondition> Condition =
        Gen.Select(Gen.Int[0, 5], OneOf(Enum.GetValues<SeccompOperator>()), Word, Word, (i, op, v, w) => new SeccompCondition(i, op, v, w));

    private static readonly Gen<SeccompPolicyRule> Rule = Gen.Select(OneOf(SomeNames).Array[1, 4], Action, Gen.UShort[0, 3],
        Gen.Frequency((2, Gen.Const(Array.Empty<SeccompCondition>())), (3, Condition.Array[1, 3])),
        (names, action, data, conditions) => new SeccompPolicyRule { Names = names, Action = action, Data = data, Conditions = conditions });

    private static Gen<SeccompPolicy> Policy(params SeccompArchitecture[] architectures) => Gen.Select(Action, Gen.UShort[0, 40],
        OneOf(architectures).Array[0, 3], Rule.Array[0, 12],
        (action, data, chosen, rules) => new SeccompPolicy { DefaultAction = action, DefaultData = data, Architectures = chosen, Rules = rules });

    private static void Same(SeccompPolicy policy, SeccompArchitecture native, SeccompArchitecture other, Random random)
    {
        SeccompProgram program = SeccompCompiler.Compile(policy, native);
        Assert.InRange(program.Length, 1, 4096);
        List<ulong> interesting = [0, 1, ulong.MaxValue];
        foreach (SeccompPolicyRule rule in policy.Rules)
        {
            foreach (SeccompCondition c in rule.Conditions)
                interesting.AddRange([c.Value, c.Value - 1, c.Value + 1, c.ValueTwo, c.ValueTwo & c.Value, c.Value ^ 0x100000000]);
        }
        Span<ulong> arguments = stackalloc ulong[6];
        foreach (SeccompArchitecture architecture in Enum.GetValues<SeccompArchitecture>())
        {
            bool covered = architecture == native || policy.Architectures.Contains(architecture);
            bool possible = architecture == native || architecture == other || (architecture == SeccompArchitecture.X32 && native == SeccompArchitecture.X64);
            for (int i = 0; i < 60; i++)
            {
                int number = i < SomeNames.Length && SyscallTable.Find(SomeNames[i]) is >= 0 and var place
                    ? SyscallTable.Number(place, architecture) : random.Next(480);
                if (number < 0)
                    continue;
                for (int j = 0; j < 6; j++)
                {
                    arguments[j] = interesting[random.Next(interesting.Count)];
                    if (architecture is SeccompArchitecture.X86 or SeccompArchitecture.Arm)
                        arguments[j] = (uint)arguments[j];
                }
                uint sent = architecture == SeccompArchitecture.X32 ? (uint)number | 0x40000000 : (uint)number;
                uint expected = covered && possible ? PolicyEvaluator.Evaluate(policy, architecture, number, arguments) : 0x80000000;
                uint actual = BpfInterpreter.Run(program.Instructions, Audit(architecture), sent, arguments);
                Assert.True(expected == actual, $"{architecture} call {number} ({string.Join(',', arguments.ToArray())}): expected {expected:x}, got {actual:x}");
            }
        }
    }

    [Fact]
    public void Compiled_filters_for_x86_do_what_the_policy_says() =>
        Policy(SeccompArchitecture.X64, SeccompArchitecture.X86, SeccompArchitecture.X32)
            .Sample(p => Same(p, SeccompArchitecture.X64, SeccompArchitecture.X86, new Random(3)), iter: 600);

    [Fact]
    public void Compiled_filters_for_Arm_do_what_the_policy_says() =>
        Policy(SeccompArchitecture.Arm64, SeccompArchitecture.Arm)
            .Sample(p => Same(p, SeccompArchitecture.Arm64, SeccompArchitecture.Arm, new Random(3)), iter: 600);

    [Fact]
    public void Every_call_may_have_rules_of_its_own()
    {
        // Long enough that conditional jumps cannot reach their targets.
        List<SeccompPolicyRule> rules = [];
        for (int i = 0; i < SyscallTable.Count; i++)
        {
            rules.Add(new SeccompPolicyRule
            {
                Names = [System.Text.Encoding.ASCII.GetString(SyscallTable.NameAt(i))],
                Action = SeccompAction.Errno,
                Data = (ushort)i,
                Conditions = [new SeccompCondition(i % 6, SeccompOperator.GreaterOrEqual, (ulong)i << 20)],
            });
        }
        var policy = new SeccompPolicy { DefaultAction = SeccompAction.Allow, Rules = rules };
        Same(policy, SeccompArchitecture.X64, SeccompArchitecture.X86, new Random(1));
        Same(policy with { DefaultAction = SeccompAction.Trap }, SeccompArchitecture.Arm64, SeccompArchitecture.Arm, new Random(1));
    }

    [Fact]
    public void A_policy_beyond_the_kernels_limit_is_refused()
    {
        List<SeccompPolicyRule> rules = [];
        for (int i = 0; i < 2000; i++)
            rules.Add(new SeccompPolicyRule { Names = ["read"], Action = SeccompAction.Trap, Conditions = [new(0, SeccompOperator.Equal, (ulong)i)] });
        KernelException e = Assert.Throws<KernelException>(() => SeccompCompiler.Compile(new SeccompPolicy { DefaultAction = SeccompAction.Allow, Rules = rules }));
        Assert.Equal(Errno.E2BIG, e.Errno);
    }

    [Fact]
    public void A_call_whose_number_a_tracer_cleared_gets_the_default()
    {
        SeccompProgram program = SeccompCompiler.Compile(new SeccompPolicy { DefaultAction = SeccompAction.Log }, SeccompArchitecture.X64);
        Assert.Equal((uint)SeccompAction.Log, BpfInterpreter.Run(program.Instructions, 0xC000003E, uint.MaxValue, new ulong[6]));
    }

    [Fact]
    public void A_call_newer_than_the_policy_does_not_exist()
    {
        var policy = new SeccompPolicy
        {
            DefaultAction = SeccompAction.Errno, DefaultData = 1, Rules = [new SeccompPolicyRule { Names = ["clone3"], Action = SeccompAction.Allow }],
        };
        byte[] program = SeccompCompiler.Compile(policy, SeccompArchitecture.X64).Instructions;
        Assert.Equal(0x50000u + 1, BpfInterpreter.Run(program, 0xC000003E, 434, new ulong[6]));
        Assert.Equal(0x50000u + 38, BpfInterpreter.Run(program, 0xC000003E, 436, new ulong[6]));
    }

    [Fact]
    public void Notification_asks_for_a_listener()
    {
        var policy = new SeccompPolicy
        {
            DefaultAction = SeccompAction.Allow, Flags = SeccompFlags.Log,
            Rules = [new SeccompPolicyRule { Names = ["mount"], Action = SeccompAction.Notify }],
        };
        Assert.Equal(SeccompFlags.Log | SeccompFlags.NewListener, SeccompCompiler.Compile(policy).Flags);
    }

    [Fact]
    public void The_kernel_runs_an_installed_filter()
    {
        var policy = new SeccompPolicy
        {
            DefaultAction = SeccompAction.Allow,
            Rules =
            [
                new SeccompPolicyRule { Names = ["umask"], Action = SeccompAction.Errno, Data = (ushort)Errno.EXDEV, Conditions = [new(0, SeccompOperator.Equal, 0x1_0000_0012)] },
                new SeccompPolicyRule { Names = ["getpgid"], Action = SeccompAction.Errno, Data = (ushort)Errno.ENODATA },
            ],
            Architectures = [SeccompArchitecture.X86, SeccompArchitecture.X32],
        };
        OnOwnThread(() =>
        {
            Assert.Equal(0, Libc.prctl(38, 1, 0, 0, 0));
            Assert.Null(SeccompCompiler.Compile(policy).Install());
            Assert.Equal(-1, Libc.syscall(SyscallNumber.Umask, unchecked((nint)0x1_0000_0012), 0, 0, 0, 0, 0));
            Assert.Equal(Errno.EXDEV, Libc.LastErrno);
            nint mask = Libc.syscall(SyscallNumber.Umask, 0x12, 0, 0, 0, 0, 0);
            Assert.True(mask >= 0);
            Libc.syscall(SyscallNumber.Umask, mask, 0, 0, 0, 0, 0);
            Assert.Equal(-1, Libc.syscall(System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture
                == System.Runtime.InteropServices.Architecture.X64 ? 121 : 155, 0, 0, 0, 0, 0, 0));
            Assert.Equal(Errno.ENODATA, Libc.LastErrno);
        });
    }

    [Fact]
    public void Names_are_found_and_only_they()
    {
        for (int i = 0; i < SyscallTable.Count; i++)
            Assert.Equal(i, SyscallTable.Find(System.Text.Encoding.ASCII.GetString(SyscallTable.NameAt(i))));
        Assert.Equal(-1, SyscallTable.Find(""));
        Assert.Equal(-1, SyscallTable.Find("reaD"));
        Assert.Equal(-1, SyscallTable.Find("read2"));
        Assert.Equal(-1, SyscallTable.Find("réad"));
        Assert.Equal(-1, SyscallTable.Find(new string('a', 500)));
        Assert.Equal(SyscallNumber.Execveat, SyscallTable.Number(SyscallTable.Find("execveat"), SeccompCompiler.Native));
        Assert.Equal(SyscallNumber.Prlimit64, SyscallTable.Number(SyscallTable.Find("prlimit64"), SeccompCompiler.Native));
        Assert.Equal(0x0f0005, SyscallTable.Number(SyscallTable.Find("set_tls"), SeccompArchitecture.Arm));
    }

    // A filter is a property of a thread and cannot be removed from it.
    private static void OnOwnThread(Action test)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                test();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
            throw new InvalidOperationException(failure.ToString(), failure);
    }
}
