using System.Runtime.InteropServices;
using Berth.Kernel.Netlink;

namespace Berth.Network;

/// <summary>What one rule does to a packet. Without certainty that all its tests hold, the verdict is only possible.</summary>
internal readonly record struct RuleOutcome(bool Matches, bool Certain, NftVerdict Verdict, string? Chain, bool Rejects)
{
    private static RuleOutcome NoMatch => new(false, true, NftVerdict.Continue, null, false);

    /// <summary>Works through the expressions with what is known of the packet; registers hold bytes, or nothing when their content is unknown.</summary>
    /// <param name="isInSet">Whether a set of the rule's table holds a key.</param>
    internal static RuleOutcome Of(NftRuleInfo rule, ForwardedPacket packet, Func<string, byte[], bool> isInSet)
    {
        var registers = new Dictionary<uint, byte[]>();
        bool certain = true;
        foreach (NftExpression expression in rule.Expressions)
        {
            switch (expression.Name)
            {
                case "counter" or "log" or "notrack":
                    break;
                case "meta" when expression.Number(1) is { } to:
                    registers[to] = packet.Meta((NftMeta)(expression.Number(2) ?? 0));
                    break;
                case "ct" when expression.Number(1) is { } to:
                    registers[to] = packet.Conntrack((NftConntrack)(expression.Number(2) ?? 0));
                    break;
                case "bitwise":
                    Bitwise(expression, registers);
                    break;
                case "cmp":
                    if (Compare(expression, registers) is not { } equal) certain = false;
                    else if (!equal) return NoMatch;
                    break;
                case "lookup":
                    if (Lookup(expression, registers, isInSet) is not { } present) certain = false;
                    else if (!present) return NoMatch;
                    break;
                case "match":
                    if (XtMatch(expression, packet) is not { } holds) certain = false;
                    else if (!holds) return NoMatch;
                    break;
                case "reject":
                    return new RuleOutcome(true, certain, NftVerdict.Drop, null, true);
                case "target":
                    string? target = expression.Text(1);
                    if (target is "REJECT" or "DROP") return new RuleOutcome(true, certain, NftVerdict.Drop, null, target == "REJECT");
                    if (target is "ACCEPT") return new RuleOutcome(true, certain, NftVerdict.Accept, null, false);
                    break;
                case "immediate" when expression.TryGetVerdict(out NftVerdict verdict, out string? chain):
                    return new RuleOutcome(true, certain, verdict, chain, false);
                case "payload" or "fib" or "immediate" or "socket" or "rt" or "exthdr" or "numgen" or "hash":
                    registers.Clear();
                    break;
                default:
                    // limit, quota, connlimit and whatever comes: it may hold.
                    certain = false;
                    registers.Clear();
                    break;
            }
        }
        return new RuleOutcome(true, certain, NftVerdict.Continue, null, false);
    }

    private static byte[] Register(Dictionary<uint, byte[]> registers, uint? number) =>
        number is { } key && registers.TryGetValue(key, out byte[]? value) ? value : [];

    private static void Bitwise(NftExpression expression, Dictionary<uint, byte[]> registers)
    {
        byte[] source = Register(registers, expression.Number(1));
        ReadOnlySpan<byte> mask = expression.Constant(4), xor = expression.Constant(5);
        byte[] result = source.Length > 0 && mask.Length == source.Length && xor.Length == source.Length ? (byte[])source.Clone() : [];
        for (int i = 0; i < result.Length; i++) result[i] = (byte)((result[i] & mask[i]) ^ xor[i]);
        if (expression.Number(2) is { } to) registers[to] = result;
    }

    private static bool? Compare(NftExpression expression, Dictionary<uint, byte[]> registers)
    {
        byte[] source = Register(registers, expression.Number(1));
        ReadOnlySpan<byte> value = expression.Constant(3);
        if (source.Length == 0 || value.IsEmpty || value.Length > source.Length) return null;
        bool equal = value.SequenceEqual(source.AsSpan(0, value.Length));
        return (NftCompare?)expression.Number(2) switch { NftCompare.Equal => equal, NftCompare.NotEqual => !equal, _ => null };
    }

    private static bool? Lookup(NftExpression expression, Dictionary<uint, byte[]> registers, Func<string, byte[], bool> isInSet)
    {
        byte[] key = Register(registers, expression.Number(2));
        if (key.Length == 0 || expression.Number(3) is not null || expression.Text(1) is not { } set) return null;
        return isInSet(set, key) != (expression.Number(5) == 1);
    }

    // Extensions of iptables: struct xt_conntrack_mtinfo2 and 3 (the fields used lie the same), struct xt_state_info.
    private static bool? XtMatch(NftExpression expression, ForwardedPacket packet)
    {
        const int Flags = 146, Inverted = 148, States = 150;
        if (!expression.Attributes.TryGet(3, out NetlinkAttribute info)) return null;
        switch (expression.Text(1))
        {
            case "comment":
                return true;
            case "state" when info.Value.Length >= 4:
                return (info.AsUInt32 & (uint)packet.State) != 0;
            case "conntrack" when info.Value.Length >= States + 2 && MemoryMarshal.Read<ushort>(info.Value[Flags..]) == 1:
                bool holds = (MemoryMarshal.Read<ushort>(info.Value[States..]) & (uint)packet.State) != 0;
                return holds != ((MemoryMarshal.Read<ushort>(info.Value[Inverted..]) & 1) != 0);
            default:
                return null;
        }
    }
}
