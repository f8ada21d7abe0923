using System.Runtime.InteropServices;

namespace Berth.Kernel.Netlink;

/// <summary>The first request of a batch that the kernel refused.</summary>
/// <param name="Index">Which message of the batch, from 0.</param>
/// <param name="Text">The kernel's own explanation (extended ack), when it gave one.</param>
public sealed record NetlinkFailure(int Index, string Operation, string? Subject, Errno Errno, string? Text)
{
    private const int ExtendedAckPresent = 0x200;
    private const int Capped = 0x100;
    private const ushort AckText = 1;

    /// <summary><c>create veth veth1 on berth0: EEXIST (File exists)</c>, with the kernel's words when it has some.</summary>
    public KernelException ToException() =>
        new(Operation, Text is null ? Subject : Subject is null ? $"({Text})" : $"{Subject} ({Text})", Errno);

    /// <summary>The errno of an NLMSG_ERROR message (None for an acknowledgement) and the text that may come with it.</summary>
    internal static Errno Read(NetlinkMessage message, out string? text)
    {
        text = null;
        if (message.Payload.Length < 4) return Errno.EPROTO;
        int error = -MemoryMarshal.Read<int>(message.Payload);
        if (error == 0 || ((int)message.Flags & ExtendedAckPresent) == 0) return (Errno)error;

        // The request's header is echoed, with its payload too unless the answer is capped; the attributes follow.
        int skip = 4 + NetlinkBatch.HeaderSize;
        if (message.Payload.Length < skip) return (Errno)error;
        if (((int)message.Flags & Capped) == 0)
        {
            uint echoed = MemoryMarshal.Read<uint>(message.Payload[4..]);
            if (echoed > (uint)message.Payload.Length) return (Errno)error;
            skip = 4 + (int)((echoed + 3) & ~3u);
        }
        if (message.Attributes(skip).TryGet(AckText, out NetlinkAttribute attribute)) text = attribute.AsString;
        return (Errno)error;
    }
}
