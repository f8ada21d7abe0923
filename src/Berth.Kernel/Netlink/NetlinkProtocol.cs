namespace Berth.Kernel.Netlink;

/// <summary>The kernel subsystem a netlink socket talks to, netlink(7).</summary>
public enum NetlinkProtocol
{
    Route = 0,
    Netfilter = 12,
}

/// <summary>nlmsg_flags. The meaning of the upper byte depends on the kind of request.</summary>
[Flags]
public enum NetlinkFlags : ushort
{
    None = 0,
    Request = 0x1,
    Multipart = 0x2,
    Ack = 0x4,
    Echo = 0x8,
    DumpInterrupted = 0x10,
    Replace = 0x100,
    Exclusive = 0x200,
    Create = 0x400,
    Append = 0x800,

    /// <summary>NLM_F_ROOT | NLM_F_MATCH: every object of the kind.</summary>
    Dump = 0x300,
}
