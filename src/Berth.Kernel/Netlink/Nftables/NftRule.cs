using System.Text;

namespace Berth.Kernel.Netlink;

/// <summary>
/// The expressions of one rule, written in order: loads put something into a register, tests end the rule unless they hold, and
/// statements act. Names and order are those that <c>nft --debug=netlink</c> prints.
/// </summary>
public readonly struct NftRule
{
    private readonly NetlinkBatch messages;

    internal NftRule(NetlinkBatch messages) => this.messages = messages;

    /// <summary><c>meta load</c>.</summary>
    public NftRule Meta(NftMeta key, NftRegister to = NftRegister.R1)
    {
        (int outer, int data) = Begin("meta"u8);
        Number(2, (uint)key);
        Number(1, (uint)to);
        return End(outer, data);
    }

    /// <summary><c>ct load</c>.</summary>
    public NftRule Conntrack(NftConntrack key, NftRegister to = NftRegister.R1)
    {
        (int outer, int data) = Begin("ct"u8);
        Number(2, (uint)key);
        Number(1, (uint)to);
        return End(outer, data);
    }

    /// <summary><c>payload load</c>: bytes of a header.</summary>
    public NftRule Payload(NftPayload header, int offset, int size, NftRegister to = NftRegister.R1)
    {
        (int outer, int data) = Begin("payload"u8);
        Number(1, (uint)to);
        Number(2, (uint)header);
        Number(3, (uint)offset);
        Number(4, (uint)size);
        return End(outer, data);
    }

    /// <summary><c>fib daddr type</c>: what kind of address the packet goes to; 2 is one of this host's.</summary>
    public NftRule DestinationType(NftRegister to = NftRegister.R1)
    {
        (int outer, int data) = Begin("fib"u8);
        Number(3, 2);
        Number(2, 3);
        Number(1, (uint)to);
        return End(outer, data);
    }

    /// <summary><c>cmp</c>.</summary>
    public NftRule Compare(NftCompare operation, ReadOnlySpan<byte> value, NftRegister from = NftRegister.R1)
    {
        (int outer, int data) = Begin("cmp"u8);
        Number(1, (uint)from);
        Number(2, (uint)operation);
        Data(3, value);
        return End(outer, data);
    }

    /// <summary><c>bitwise</c>: (register &amp; mask) ^ xor, in place.</summary>
    public NftRule Bitwise(ReadOnlySpan<byte> mask, ReadOnlySpan<byte> xor, NftRegister register = NftRegister.R1)
    {
        (int outer, int data) = Begin("bitwise"u8);
        Number(1, (uint)register);
        Number(2, (uint)register);
        Number(3, (uint)mask.Length);
        Data(4, mask);
        Data(5, xor);
        return End(outer, data);
    }

    /// <summary><c>lookup</c>: holds when the register is in the set (or, inverted, is not).</summary>
    public NftRule Lookup(string set, NftRegister from = NftRegister.R1, bool inverted = false)
    {
        (int outer, int data) = Begin("lookup"u8);
        Number(2, (uint)from);
        messages.String(1, set);
        if (inverted) Number(5, 1);
        return End(outer, data);
    }

    /// <summary><c>lookup</c> in a map: the value found goes to a register; a key that is not there ends the rule.</summary>
    public NftRule LookupMap(string map, NftRegister from = NftRegister.R1, NftRegister to = NftRegister.R1)
    {
        (int outer, int data) = Begin("lookup"u8);
        Number(2, (uint)from);
        Number(3, (uint)to);
        messages.String(1, map);
        return End(outer, data);
    }

    /// <summary><c>immediate</c>: a constant into a register.</summary>
    public NftRule Load(ReadOnlySpan<byte> value, NftRegister to = NftRegister.R1)
    {
        (int outer, int data) = Begin("immediate"u8);
        Number(1, (uint)to);
        Data(2, value);
        return End(outer, data);
    }

    /// <summary><c>immediate</c> verdict; the chain is for jump and goto.</summary>
    public NftRule Verdict(NftVerdict verdict, string? chain = null)
    {
        (int outer, int data) = Begin("immediate"u8);
        Number(1, (uint)NftRegister.Verdict);
        int value = messages.BeginNested(2);
        int inner = messages.BeginNested(Nft.DataVerdict);
        Number(Nft.VerdictCode, (uint)verdict);
        if (chain is not null) messages.String(Nft.VerdictChain, chain);
        messages.EndNested(inner);
        messages.EndNested(value);
        return End(outer, data);
    }

    public NftRule Accept() => Verdict(NftVerdict.Accept);

    public NftRule Drop() => Verdict(NftVerdict.Drop);

    /// <summary><c>counter</c>.</summary>
    public NftRule Counter()
    {
        (int outer, int data) = Begin("counter"u8);
        messages.UInt64BigEndian(1, 0);
        messages.UInt64BigEndian(2, 0);
        return End(outer, data);
    }

    /// <summary><c>masq</c>: the source becomes the address of the interface the packet leaves by.</summary>
    public NftRule Masquerade()
    {
        (int outer, int data) = Begin("masq"u8);
        return End(outer, data);
    }

    /// <summary><c>nat dnat</c> to the address, and port if given, in registers.</summary>
    public NftRule DestinationNat(NftFamily family, NftRegister address = NftRegister.R1, NftRegister? port = null)
    {
        (int outer, int data) = Begin("nat"u8);
        Number(1, 1);
        Number(2, (uint)family);
        Number(3, (uint)address);
        if (port is { } register) Number(5, (uint)register);
        return End(outer, data);
    }

    /// <summary>A test of an interface's name; a trailing <c>*</c> matches any rest.</summary>
    public NftRule Interface(NftMeta key, string name, bool equal = true)
    {
        Span<byte> value = stackalloc byte[16];
        value.Clear();
        int size = Encoding.UTF8.GetBytes(name, value);
        Meta(key);
        return Compare(equal ? NftCompare.Equal : NftCompare.NotEqual, name.EndsWith('*') ? value[..(size - 1)] : value);
    }

    /// <summary>A test of <c>ct state</c>: holds when it is any of these.</summary>
    public NftRule State(NftState states) => AnyBit(NftConntrack.State, (uint)states);

    /// <summary>A test of <c>ct status dnat</c>: a connection to a published port.</summary>
    public NftRule IsDestinationNatted() => AnyBit(NftConntrack.Status, 1 << 5);

    private NftRule AnyBit(NftConntrack key, uint bits)
    {
        // ct keys are in host byte order.
        Span<byte> mask = stackalloc byte[4];
        ReadOnlySpan<byte> zero = [0, 0, 0, 0];
        System.Runtime.InteropServices.MemoryMarshal.Write(mask, bits);
        return Conntrack(key).Bitwise(mask, zero).Compare(NftCompare.NotEqual, zero);
    }

    private (int Outer, int Data) Begin(ReadOnlySpan<byte> name)
    {
        int outer = messages.BeginNested(Nft.ListItem);
        Span<byte> value = messages.ReserveAttribute(Nft.ExpressionName, name.Length + 1);
        name.CopyTo(value);
        return (outer, messages.BeginNested(Nft.ExpressionData));
    }

    private NftRule End(int outer, int data)
    {
        messages.EndNested(data);
        messages.EndNested(outer);
        return this;
    }

    private void Number(ushort type, uint value) => messages.UInt32BigEndian(type, value);

    private void Data(ushort type, ReadOnlySpan<byte> value)
    {
        int nested = messages.BeginNested(type);
        messages.Attribute(Nft.DataValue, value);
        messages.EndNested(nested);
    }
}
