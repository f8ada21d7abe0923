using Berth.Kernel;
using Berth.Kernel.Security;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Planning;

/// <summary>From the specification's words to a filter policy. config-linux.md "Seccomp".</summary>
internal static class SeccompSection
{
    private const ushort EPERM = 1;

    public static SeccompProgram Compile(Seccomp seccomp)
    {
        if (seccomp.ListenerPath is not null)
        {
            throw PlanContext.Invalid("config.json: linux.seccomp.listenerPath is not supported by this release");
        }

        var policy = new SeccompPolicy
        {
            DefaultAction = Action(seccomp.DefaultAction),
            DefaultData = Data(seccomp.DefaultErrnoRet),
            Architectures = [.. Architectures(seccomp.Architectures ?? [])],
            // As runc does when nothing is said: otherwise older kernels slow every filtered process down against speculation.
            Flags = seccomp.Flags is { } flags ? Flags(flags) : SeccompFlags.SpecAllow,
            Rules = Rules(seccomp.Syscalls ?? []),
        };
        try
        {
            return SeccompCompiler.Compile(policy);
        }
        catch (KernelException e) when (e.Errno == Errno.E2BIG)
        {
            throw PlanContext.Invalid($"config.json: linux.seccomp.syscalls: {e.Message}");
        }
    }

    private static List<SeccompPolicyRule> Rules(SeccompRule[] rules)
    {
        var result = new List<SeccompPolicyRule>(rules.Length);
        foreach (SeccompRule rule in rules)
        {
            SeccompCondition[] conditions = Array.ConvertAll(rule.Args ?? [], Condition);
            var policy = new SeccompPolicyRule { Names = rule.Names, Action = Action(rule.Action), Data = Data(rule.ErrnoRet), Conditions = conditions };
            if (NameEachArgumentOnce(conditions))
            {
                result.Add(policy);
                continue;
            }

            // Two conditions on one argument are alternatives, as in runc.
            foreach (SeccompCondition condition in conditions)
            {
                result.Add(policy with { Conditions = [condition] });
            }
        }

        return result;
    }

    private static bool NameEachArgumentOnce(SeccompCondition[] conditions)
    {
        int seen = 0;
        foreach (SeccompCondition condition in conditions)
        {
            if ((seen & 1 << condition.Index) != 0)
            {
                return false;
            }

            seen |= 1 << condition.Index;
        }

        return true;
    }

    private static SeccompCondition Condition(SeccompArgument argument) => argument.Index > 5
        ? throw PlanContext.Invalid($"config.json: linux.seccomp.syscalls: argument index {argument.Index} (0 to 5 exist)")
        : new SeccompCondition((int)argument.Index, Operator(argument.Op), argument.Value, argument.ValueTwo ?? 0);

    private static ushort Data(uint? errno) => errno is null ? EPERM
        : errno <= ushort.MaxValue ? (ushort)errno
        : throw PlanContext.Invalid($"config.json: linux.seccomp: errno {errno} is out of range");

    private static SeccompAction Action(string name) => name switch
    {
        "SCMP_ACT_KILL" or "SCMP_ACT_KILL_THREAD" => SeccompAction.KillThread,
        "SCMP_ACT_KILL_PROCESS" => SeccompAction.KillProcess,
        "SCMP_ACT_TRAP" => SeccompAction.Trap,
        "SCMP_ACT_ERRNO" => SeccompAction.Errno,
        "SCMP_ACT_TRACE" => SeccompAction.Trace,
        "SCMP_ACT_ALLOW" => SeccompAction.Allow,
        "SCMP_ACT_LOG" => SeccompAction.Log,
        "SCMP_ACT_NOTIFY" => SeccompAction.Notify,
        _ => throw PlanContext.Invalid($"config.json: linux.seccomp: unknown action '{name}'"),
    };

    private static SeccompOperator Operator(string name) => name switch
    {
        "SCMP_CMP_NE" => SeccompOperator.NotEqual,
        "SCMP_CMP_LT" => SeccompOperator.LessThan,
        "SCMP_CMP_LE" => SeccompOperator.LessOrEqual,
        "SCMP_CMP_EQ" => SeccompOperator.Equal,
        "SCMP_CMP_GE" => SeccompOperator.GreaterOrEqual,
        "SCMP_CMP_GT" => SeccompOperator.GreaterThan,
        "SCMP_CMP_MASKED_EQ" => SeccompOperator.MaskedEqual,
        _ => throw PlanContext.Invalid($"config.json: linux.seccomp: unknown operator '{name}'"),
    };

    private static IEnumerable<SeccompArchitecture> Architectures(string[] names)
    {
        foreach (string name in names)
        {
            // Architectures that this machine cannot execute need no filter.
            SeccompArchitecture? architecture = name switch
            {
                "SCMP_ARCH_X86_64" => SeccompArchitecture.X64,
                "SCMP_ARCH_X86" => SeccompArchitecture.X86,
                "SCMP_ARCH_X32" => SeccompArchitecture.X32,
                "SCMP_ARCH_AARCH64" => SeccompArchitecture.Arm64,
                "SCMP_ARCH_ARM" => SeccompArchitecture.Arm,
                _ => null,
            };
            if (architecture is { } known)
            {
                yield return known;
            }
            else if (!name.StartsWith("SCMP_ARCH_", StringComparison.Ordinal))
            {
                throw PlanContext.Invalid($"config.json: linux.seccomp: unknown architecture '{name}'");
            }
        }
    }

    private static SeccompFlags Flags(string[] names)
    {
        var flags = SeccompFlags.None;
        foreach (string name in names)
        {
            flags |= name switch
            {
                "SECCOMP_FILTER_FLAG_TSYNC" => SeccompFlags.None, // one thread only
                "SECCOMP_FILTER_FLAG_LOG" => SeccompFlags.Log,
                "SECCOMP_FILTER_FLAG_SPEC_ALLOW" => SeccompFlags.SpecAllow,
                "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV" => SeccompFlags.WaitKillableReceive,
                _ => throw PlanContext.Invalid($"config.json: linux.seccomp.flags: unknown flag '{name}'"),
            };
        }

        return flags;
    }
}
