using Berth.Kernel.Security;

namespace Berth.Kernel.Tests.Security;

/// <summary>What a policy means, written as plainly as can be.</summary>
internal static class PolicyEvaluator
{
    internal static uint Evaluate(SeccompPolicy policy, SeccompArchitecture architecture, int number, ReadOnlySpan<ulong> arguments)
    {
        uint fallback = Value(policy.DefaultAction, policy.DefaultData);
        int highest = -1;
        List<(uint Value, IReadOnlyList<SeccompCondition> Conditions)> matching = [];
        foreach (SeccompPolicyRule rule in policy.Rules)
        {
            uint value = Value(rule.Action, rule.Data);
            foreach (string name in rule.Names)
            {
                int place = SyscallTable.Find(name);
                if (place < 0)
                    continue;
                int known = SyscallTable.Number(place, architecture);
                if (known < SyscallTable.ArmPrivateBase)
                    highest = Math.Max(highest, known);
                if (known == number && value != fallback)
                    matching.Add((value, rule.Conditions));
                if (rule.Conditions.Count == 0 && value != fallback
                    && SocketMultiplexer.TryFind(architecture, name, out string multiplexer, out SeccompCondition call))
                {
                    int mux = SyscallTable.Number(SyscallTable.Find(multiplexer), architecture);
                    highest = Math.Max(highest, mux);
                    if (mux == number)
                        matching.Add((value, [call]));
                }
            }
        }
        foreach ((uint value, IReadOnlyList<SeccompCondition> conditions) in matching)
        {
            if (conditions.Count == 0)
                return value;
        }
        bool wide = architecture is SeccompArchitecture.X64 or SeccompArchitecture.Arm64;
        foreach ((uint value, IReadOnlyList<SeccompCondition> conditions) in matching)
        {
            bool all = true;
            foreach (SeccompCondition condition in conditions)
                all &= Holds(condition, arguments[condition.Index], wide);
            if (all)
                return value;
        }
        bool strict = policy.DefaultAction is SeccompAction.Errno or SeccompAction.KillProcess or SeccompAction.KillThread or SeccompAction.Trap
            && fallback != Value(SeccompAction.Errno, (ushort)Errno.ENOSYS);
        bool isPrivate = number is > SyscallTable.ArmPrivateBase and < SyscallTable.ArmPrivateBase + 8;
        return strict && highest >= 0 && number > highest && !isPrivate ? Value(SeccompAction.Errno, (ushort)Errno.ENOSYS) : fallback;
    }

    private static bool Holds(SeccompCondition c, ulong argument, bool wide)
    {
        ulong mask = wide ? ulong.MaxValue : uint.MaxValue, a = argument & mask, v = c.Value & mask;
        return c.Operator switch
        {
            SeccompOperator.NotEqual => a != v,
            SeccompOperator.LessThan => a < v,
            SeccompOperator.LessOrEqual => a <= v,
            SeccompOperator.Equal => a == v,
            SeccompOperator.GreaterOrEqual => a >= v,
            SeccompOperator.GreaterThan => a > v,
            _ => (a & v) == (c.ValueTwo & v),
        };
    }

    internal static uint Value(SeccompAction action, ushort data) =>
        action is SeccompAction.Errno or SeccompAction.Trace ? (uint)action | data : (uint)action;
}
