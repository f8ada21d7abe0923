namespace Berth.Kernel.Netlink;

/// <summary>nfproto: whose packets a table sees.</summary>
public enum NftFamily : byte
{
    /// <summary>Every family, in requests that list.</summary>
    Any = 0,
    Inet = 1,
    IPv4 = 2,
    Arp = 3,
    Netdev = 5,
    Bridge = 7,
    IPv6 = 10,
}

/// <summary>Where in a packet's way a base chain sits (families ip, ip6 and inet).</summary>
public enum NftHook
{
    Prerouting = 0,
    Input = 1,
    Forward = 2,
    Output = 3,
    Postrouting = 4,
}

/// <summary>Verdicts: nft_verdicts and NF_*.</summary>
public enum NftVerdict
{
    Drop = 0,
    Accept = 1,
    Queue = 3,
    Continue = -1,
    Break = -2,
    Jump = -3,
    Goto = -4,
    Return = -5,
}

/// <summary>Registers: four of 16 bytes (1 to 4) over sixteen of 4 bytes (8 to 23) in the same memory; 0 takes the verdict.</summary>
public enum NftRegister
{
    Verdict = 0,
    R1 = 1,
    R2 = 2,
    R3 = 3,
    R4 = 4,

    /// <summary>The second four bytes of <see cref="R1"/>.</summary>
    Word1 = 9,

    /// <summary>The third four bytes of <see cref="R1"/>.</summary>
    Word2 = 10,
}

/// <summary>nft_meta_keys.</summary>
public enum NftMeta
{
    Length = 0,
    Protocol = 1,
    Mark = 3,
    InputInterface = 4,
    OutputInterface = 5,
    InputInterfaceName = 6,
    OutputInterfaceName = 7,
    NetfilterProtocol = 15,
    TransportProtocol = 16,
}

/// <summary>nft_ct_keys.</summary>
public enum NftConntrack
{
    State = 0,
    Direction = 1,
    Status = 2,
    Mark = 3,
}

/// <summary>nft_payload_bases.</summary>
public enum NftPayload
{
    LinkLayer = 0,
    Network = 1,
    Transport = 2,
}

/// <summary>nft_cmp_ops.</summary>
public enum NftCompare
{
    Equal = 0,
    NotEqual = 1,
    Less = 2,
    LessOrEqual = 3,
    Greater = 4,
    GreaterOrEqual = 5,
}

/// <summary>Bits of <c>ct state</c> as nf_tables has them.</summary>
[Flags]
public enum NftState
{
    Invalid = 1,
    Established = 2,
    Related = 4,
    New = 8,
    Untracked = 64,
}

/// <summary>
/// A type of set keys and map values. The number is nft's own and means nothing to the kernel; with it <c>nft list</c> prints
/// addresses and ports instead of bytes. Concatenated types are put together six bits at a time.
/// </summary>
public readonly record struct NftDataType(uint Number, int Size)
{
    public static NftDataType IPv4 => new(7, 4);
    public static NftDataType IPv6 => new(8, 16);
    public static NftDataType TransportProtocol => new(12, 1);
    public static NftDataType Port => new(13, 2);
    public static NftDataType InterfaceName => new(41, 16);

    /// <summary>Strings are host-endian to nft, which would print them backwards if it were not told.</summary>
    internal bool IsHostEndian => this == InterfaceName;

    /// <summary><c>this . next</c>: each part takes whole four-byte words.</summary>
    public NftDataType Then(NftDataType next) => new((Number << 6) | next.Number, Words(Size) + Words(next.Size));

    private static int Words(int size) => (size + 3) & ~3;
}
