namespace Berth.Kernel.Security;

/// <summary>A rule with conditions; the value is what the filter returns.</summary>
internal sealed record ResolvedRule(uint Value, IReadOnlyList<SeccompCondition> Conditions);

/// <summary>What becomes of one system call: a value, or rules to try.</summary>
internal readonly record struct Outcome(uint Value, List<ResolvedRule>? Rules);

/// <summary>A policy with numbers instead of names, for each architecture that it covers.</summary>
internal sealed class ResolvedPolicy
{
    private readonly ResolvedArchitecture?[] _architectures = new ResolvedArchitecture?[5];

    private ResolvedPolicy(uint defaultValue, bool strict)
    {
        Default = defaultValue;
        IsStrict = strict;
    }

    internal uint Default { get; }

    /// <summary>Whether calls that no rule names fail, other than with ENOSYS.</summary>
    internal bool IsStrict { get; }

    internal bool Notifies { get; private set; }

    internal ResolvedArchitecture For(SeccompArchitecture architecture) => _architectures[(int)architecture]!;

    internal static ResolvedPolicy Resolve(SeccompPolicy policy, SeccompArchitecture native)
    {
        uint fallback = Value(policy.DefaultAction, policy.DefaultData);
        bool strict = policy.DefaultAction is SeccompAction.Errno or SeccompAction.KillProcess or SeccompAction.KillThread or SeccompAction.Trap
            && !(policy.DefaultAction == SeccompAction.Errno && policy.DefaultData == (ushort)Errno.ENOSYS);
        var resolved = new ResolvedPolicy(fallback, strict) { Notifies = policy.DefaultAction == SeccompAction.Notify };
        resolved._architectures[(int)native] = new ResolvedArchitecture(native, fallback);
        foreach (SeccompArchitecture architecture in policy.Architectures)
            resolved._architectures[(int)architecture] ??= new ResolvedArchitecture(architecture, fallback);

        foreach (SeccompPolicyRule rule in policy.Rules)
        {
            uint value = Value(rule.Action, rule.Data);
            resolved.Notifies |= rule.Action == SeccompAction.Notify;
            ResolvedRule? conditional = rule.Conditions.Count == 0 ? null : new ResolvedRule(value, rule.Conditions);
            for (int i = 0; i < rule.Names.Count; i++)
                resolved.Add(rule.Names[i], value, conditional);
        }
        return resolved;
    }

    private void Add(string name, uint value, ResolvedRule? conditional)
    {
        int place = SyscallTable.Find(name);
        if (place < 0)
            return;
        foreach (ResolvedArchitecture? architecture in _architectures)
        {
            if (architecture is null)
                continue;
            int number = SyscallTable.Number(place, architecture.Architecture);
            if (number >= 0)
            {
                architecture.Highest = number < SyscallTable.ArmPrivateBase ? Math.Max(architecture.Highest, number) : architecture.Highest;
                // A rule that does what happens anyway is no rule: it must not hide one that does something else.
                if (value != Default)
                    architecture.Add(number, value, conditional);
            }
            if (conditional is null && value != Default
                && SocketMultiplexer.TryFind(architecture.Architecture, name, out string multiplexer, out SeccompCondition call))
            {
                int mux = SyscallTable.Number(SyscallTable.Find(multiplexer), architecture.Architecture);
                architecture.Highest = Math.Max(architecture.Highest, mux);
                architecture.Add(mux, value, new ResolvedRule(value, [call]));
            }
        }
    }

    // The kernel takes errnos up to 4095 and treats a larger one as that.
    private static uint Value(SeccompAction action, ushort data) =>
        action is SeccompAction.Errno or SeccompAction.Trace ? (uint)action | data : (uint)action;
}

/// <summary>The outcomes of one architecture's calls, by number.</summary>
internal sealed class ResolvedArchitecture(SeccompArchitecture architecture, uint fallback)
{
    internal const int PrivateCount = 8;
    private const int Regular = 1024;

    private readonly uint[] _values = new uint[Regular + PrivateCount];
    private readonly bool[] _fixed = new bool[Regular + PrivateCount];
    private Dictionary<int, List<ResolvedRule>>? _rules;

    internal SeccompArchitecture Architecture => architecture;

    /// <summary>The highest number that the policy names, private calls apart; -1 when it names none.</summary>
    internal int Highest { get; set; } = -1;

    internal bool HasPrivate => architecture == SeccompArchitecture.Arm;

    internal void Add(int number, uint value, ResolvedRule? conditional)
    {
        int slot = Slot(number);
        if (_fixed[slot])
            return;
        if (conditional is null)
        {
            _fixed[slot] = true;
            _values[slot] = value;
            _rules?.Remove(slot);
            return;
        }
        _rules ??= [];
        if (!_rules.TryGetValue(slot, out List<ResolvedRule>? rules))
            _rules.Add(slot, rules = []);
        rules.Add(conditional);
    }

    internal Outcome Outcome(int number)
    {
        int slot = Slot(number);
        if (_fixed[slot])
            return new Outcome(_values[slot], null);
        return _rules is not null && _rules.TryGetValue(slot, out List<ResolvedRule>? rules) ? new Outcome(0, rules) : new Outcome(fallback, null);
    }

    private static int Slot(int number) => number < SyscallTable.ArmPrivateBase ? number : Regular + number - SyscallTable.ArmPrivateBase;
}
