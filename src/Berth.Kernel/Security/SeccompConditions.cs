namespace Berth.Kernel.Security;

/// <summary>Code for rules with conditions: 64-bit comparisons made of 32-bit ones.</summary>
internal static class SeccompConditions
{
    /// <summary>Tries the rules in order; <paramref name="fallback"/> when none matches.</summary>
    /// <param name="wide">Whether arguments have 64 bits; else only the low words are looked at.</param>
    internal static int Chain(BpfBuilder code, IReadOnlyList<ResolvedRule> rules, uint fallback, bool wide)
    {
        int next = code.Return(fallback);
        for (int i = rules.Count - 1; i >= 0; i--)
        {
            int target = code.Return(rules[i].Value);
            IReadOnlyList<SeccompCondition> conditions = rules[i].Conditions;
            for (int j = conditions.Count - 1; j >= 0; j--)
                target = Compare(code, conditions[j], target, next, wide);
            next = target;
        }
        return next;
    }

    private static int Compare(BpfBuilder code, SeccompCondition condition, int yes, int no, bool wide)
    {
        int low = 16 + condition.Index * 8, high = low + 4;
        uint lowValue = (uint)condition.Value, highValue = (uint)(condition.Value >> 32);
        switch (condition.Operator)
        {
            case SeccompOperator.NotEqual:
                return Compare(code, condition with { Operator = SeccompOperator.Equal }, no, yes, wide);
            case SeccompOperator.LessThan:
                return Compare(code, condition with { Operator = SeccompOperator.GreaterOrEqual }, no, yes, wide);
            case SeccompOperator.LessOrEqual:
                return Compare(code, condition with { Operator = SeccompOperator.GreaterThan }, no, yes, wide);
            case SeccompOperator.Equal:
            {
                int test = code.Load(low, code.JumpIfEqual(lowValue, yes, no));
                return wide ? code.Load(high, code.JumpIfEqual(highValue, test, no)) : test;
            }
            case SeccompOperator.MaskedEqual:
            {
                ulong wanted = condition.ValueTwo & condition.Value;
                int test = code.Load(low, Mask(code, lowValue, code.JumpIfEqual((uint)wanted, yes, no)));
                return wide && highValue != 0
                    ? code.Load(high, Mask(code, highValue, code.JumpIfEqual((uint)(wanted >> 32), test, no)))
                    : test;
            }
            default:
            {
                int test = code.Load(low, condition.Operator == SeccompOperator.GreaterThan
                    ? code.JumpIfGreater(lowValue, yes, no)
                    : code.JumpIfGreaterOrEqual(lowValue, yes, no));
                return wide ? code.Load(high, code.JumpIfGreater(highValue, yes, code.JumpIfEqual(highValue, test, no))) : test;
            }
        }
    }

    private static int Mask(BpfBuilder code, uint mask, int next) => mask == uint.MaxValue ? next : code.And(mask, next);
}
