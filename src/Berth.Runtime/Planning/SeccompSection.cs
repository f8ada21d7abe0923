using Berth.Kernel;
using Berth.Kernel.Security;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Planning;

/// <summary>From the specification's words to a filter policy. config-linux.md "Seccomp".</summary>
internal static class SeccompSection
{
    private const ushort EPERM = 1;

    /// <summary>Architectures of libseccomp whose programs neither x86-64 nor arm64 executes.</summary>
    private static readonly string[] Foreign =
    [
        "SCMP_ARCH_MIPS", "SCMP_ARCH_MIPS64", "SCMP_ARCH_MIPS64N32", "SCMP_ARCH_MIPSEL", "SCMP_ARCH_MIPSEL64", "SCMP_ARCH_MIPSEL64N32", "SCMP_ARCH_PPC",
        "SCMP_ARCH_PPC64", "SCMP_ARCH_PPC64LE", "SCMP_ARCH_S390", "SCMP_ARCH_S390X", "SCMP_ARCH_PARISC", "SCMP_ARCH_PARISC64", "SCMP_ARCH_RISCV64",
        "SCMP_ARCH_LOONGARCH64", "SCMP_ARCH_M68K", "SCMP_ARCH_SH", "SCMP_ARCH_SHEB",
    ];

    /// <summary>What the process is filtered by, and, when the filter hands calls to a listener, what is to be done with that.</summary>
    /// <exception cref="Berth.Oci.EngineException">Something in it is unknown or contradicts itself: the field is named.</exception>
    public static (SeccompProgram Program, ParentWork.SendListener? Listener) Compile(Seccomp seccomp)
    {
        SeccompAction byDefault = Action(seccomp.DefaultAction, "defaultAction");
        List<SeccompPolicyRule> rules = Rules(seccomp.Syscalls ?? []);
        // As runc does when nothing is said: otherwise older kernels slow every filtered process down against speculation.
        SeccompFlags flags = seccomp.Flags is { } named ? Flags(named) : SeccompFlags.SpecAllow;
        ParentWork.SendListener? listener = Listener(seccomp, byDefault, rules);
        if (listener is null)
        {
            // The kernel takes it with a listener only.
            flags &= ~SeccompFlags.WaitKillableReceive;
        }

        var policy = new SeccompPolicy
        {
            DefaultAction = byDefault,
            DefaultData = Data(seccomp.DefaultErrnoRet, byDefault, "defaultErrnoRet"),
            Architectures = [.. Architectures(seccomp.Architectures ?? [])],
            Flags = flags,
            Rules = rules,
        };
        try
        {
            return (SeccompCompiler.Compile(policy), listener);
        }
        catch (KernelException e) when (e.Errno == Errno.E2BIG)
        {
            throw Invalid($"syscalls: {e.Message}");
        }
    }

    /// <summary>The filter hands calls to an agent.</summary>
    public static bool HasListener(Seccomp? seccomp) => Array.Exists(seccomp?.Syscalls ?? [], rule => rule.Action == "SCMP_ACT_NOTIFY");

    private static ParentWork.SendListener? Listener(Seccomp seccomp, SeccompAction byDefault, List<SeccompPolicyRule> rules)
    {
        if (seccomp.ListenerMetadata is { Length: > 0 } && seccomp.ListenerPath is not { Length: > 0 })
        {
            throw Invalid("listenerMetadata: there is no listenerPath to send it to");
        }

        if (byDefault == SeccompAction.Notify)
        {
            throw Invalid("defaultAction: SCMP_ACT_NOTIFY cannot be the default: the process could not even hand over its listener");
        }

        if (!rules.Exists(r => r.Action == SeccompAction.Notify))
        {
            return null;
        }

        if (rules.Exists(r => r.Action == SeccompAction.Notify && r.Names.Contains("write")))
        {
            throw Invalid("syscalls: SCMP_ACT_NOTIFY cannot be used for write, by which the process says that its listener is there");
        }

        return seccomp.ListenerPath is { Length: > 0 } path
            ? new ParentWork.SendListener(path, seccomp.ListenerMetadata)
            : throw Invalid("listenerPath: SCMP_ACT_NOTIFY needs one");
    }

    private static List<SeccompPolicyRule> Rules(SeccompRule[] rules)
    {
        var result = new List<SeccompPolicyRule>(rules.Length);
        for (int i = 0; i < rules.Length; i++)
        {
            SeccompRule rule = rules[i];
            string field = $"syscalls[{i}]";
            if (rule.Names.Length == 0)
            {
                throw Invalid($"{field}.names: there has to be at least one");
            }

            SeccompCondition[] conditions = Array.ConvertAll(rule.Args ?? [], argument => Condition(argument, field));
            SeccompAction action = Action(rule.Action, field + ".action");
            var policy = new SeccompPolicyRule { Names = rule.Names, Action = action, Data = Data(rule.ErrnoRet, action, field + ".errnoRet"), Conditions = conditions };
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

    private static SeccompCondition Condition(SeccompArgument argument, string field) => argument.Index > 5
        ? throw Invalid($"{field}.args: there is no argument {argument.Index} (0 to 5 exist)")
        : new SeccompCondition((int)argument.Index, Operator(argument.Op, field), argument.Value, argument.ValueTwo ?? 0);

    private static ushort Data(uint? errno, SeccompAction action, string field)
    {
        if (action is not (SeccompAction.Errno or SeccompAction.Trace))
        {
            return errno is null ? (ushort)0 : throw Invalid($"{field}: only SCMP_ACT_ERRNO and SCMP_ACT_TRACE take one");
        }

        return errno is null ? EPERM : errno <= ushort.MaxValue ? (ushort)errno : throw Invalid($"{field}: {errno} is out of range");
    }

    private static SeccompAction Action(string name, string field) => name switch
    {
        "SCMP_ACT_KILL" or "SCMP_ACT_KILL_THREAD" => SeccompAction.KillThread,
        "SCMP_ACT_KILL_PROCESS" => SeccompAction.KillProcess,
        "SCMP_ACT_TRAP" => SeccompAction.Trap,
        "SCMP_ACT_ERRNO" => SeccompAction.Errno,
        "SCMP_ACT_TRACE" => SeccompAction.Trace,
        "SCMP_ACT_ALLOW" => SeccompAction.Allow,
        "SCMP_ACT_LOG" => SeccompAction.Log,
        "SCMP_ACT_NOTIFY" => SeccompAction.Notify,
        _ => throw Invalid($"{field}: unknown action '{name}'"),
    };

    private static SeccompOperator Operator(string name, string field) => name switch
    {
        "SCMP_CMP_NE" => SeccompOperator.NotEqual,
        "SCMP_CMP_LT" => SeccompOperator.LessThan,
        "SCMP_CMP_LE" => SeccompOperator.LessOrEqual,
        "SCMP_CMP_EQ" => SeccompOperator.Equal,
        "SCMP_CMP_GE" => SeccompOperator.GreaterOrEqual,
        "SCMP_CMP_GT" => SeccompOperator.GreaterThan,
        "SCMP_CMP_MASKED_EQ" => SeccompOperator.MaskedEqual,
        _ => throw Invalid($"{field}.args: unknown operator '{name}'"),
    };

    private static Berth.Oci.EngineException Invalid(string reason) => PlanContext.Invalid("config.json: linux.seccomp." + reason);

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
            else if (!Foreign.Contains(name))
            {
                throw Invalid($"architectures: unknown architecture '{name}'");
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
                _ => throw Invalid($"flags: unknown flag '{name}'"),
            };
        }

        return flags;
    }
}
