using System.Runtime.InteropServices;

namespace Berth.Kernel.Netlink;

/// <summary>Called for every message that answers a request and is neither an acknowledgement nor the end of a dump.</summary>
public delegate void NetlinkReply(NetlinkMessage message);

/// <summary>A received message; its spans live until the handler returns.</summary>
public readonly ref struct NetlinkMessage
{
    internal const ushort Error = 2;
    internal const ushort Done = 3;

    private NetlinkMessage(ReadOnlySpan<byte> bytes)
    {
        Type = MemoryMarshal.Read<ushort>(bytes[4..]);
        Flags = (NetlinkFlags)MemoryMarshal.Read<ushort>(bytes[6..]);
        Sequence = MemoryMarshal.Read<uint>(bytes[8..]);
        Payload = bytes[NetlinkBatch.HeaderSize..];
    }

    public ushort Type { get; }

    public NetlinkFlags Flags { get; }

    public uint Sequence { get; }

    /// <summary>What follows the header: the fixed structure of the type, then attributes.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>The attributes behind a fixed structure of <paramref name="size"/> bytes.</summary>
    public NetlinkAttributes Attributes(int size) => new(Payload.Length < size ? default : Payload[size..]);

    /// <summary>Takes the first message off a datagram; false at its end and for a length that cannot be right.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> datagram, out NetlinkMessage message)
    {
        message = default;
        if (datagram.Length < NetlinkBatch.HeaderSize) return false;
        uint length = MemoryMarshal.Read<uint>(datagram);
        if (length < NetlinkBatch.HeaderSize || length > (uint)datagram.Length) return false;
        message = new NetlinkMessage(datagram[..(int)length]);
        datagram = datagram[(int)Math.Min((length + 3) & ~3u, (uint)datagram.Length)..];
        return true;
    }
}
