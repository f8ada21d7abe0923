using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Berth.Kernel.Netlink;

/// <summary>
/// Netlink messages written one after another into a buffer that is kept between uses: a header, fixed fields, attributes that may
/// nest. Lengths are checked where the format has 16 bits for them, so a value can never run over into the next attribute.
/// Not thread-safe; it belongs to whoever fills and sends it. Layout: netlink(7), include/uapi/linux/netlink.h.
/// </summary>
public sealed class NetlinkBatch
{
    internal const int HeaderSize = 16;
    private const int AttributeHeaderSize = 4;
    private const int MaximumSize = 1 << 20;
    private const ushort NestedFlag = 0x8000;

    private readonly List<Request> requests = [];
    private byte[] buffer;
    private int length;
    private int open = -1;
    private int nesting;

    public NetlinkBatch(int capacity = 1024) => buffer = new byte[Math.Max(capacity, 256)];

    /// <summary>What ends a request: an acknowledgement (or the end of a dump), the one message asked for, or nothing but an error.</summary>
    internal enum Answer { None, Acknowledgement, Message }

    /// <summary>One message's place, its answer, what it does (for the error that names it), and an error that is as good as success.</summary>
    internal readonly record struct Request(int Offset, Answer Answer, string Operation, string? Subject, Errno Tolerated);

    internal IReadOnlyList<Request> Requests => requests;

    /// <summary>How many messages were begun.</summary>
    public int Count => requests.Count;

    /// <summary>Everything written, with the last message closed.</summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            Close();
            return buffer.AsSpan(0, length);
        }
    }

    /// <summary>Empties the batch; the buffer stays.</summary>
    public void Clear()
    {
        requests.Clear();
        length = 0;
        open = -1;
        nesting = 0;
    }

    /// <summary>Closes the message before and starts the next. Sequence numbers count from 1 until the socket stamps its own.</summary>
    /// <param name="operation">What it does, for error messages: <c>create bridge</c>.</param>
    /// <param name="subject">What it does it to: <c>berth0</c>.</param>
    /// <param name="tolerated">An error that counts as success, such as EEXIST of an idempotent creation.</param>
    public void Begin(ushort type, NetlinkFlags flags, string operation, string? subject = null, Errno tolerated = Errno.None) =>
        Begin(type, flags, (flags & (NetlinkFlags.Ack | NetlinkFlags.Dump)) != 0 ? Answer.Acknowledgement : Answer.None, operation, subject, tolerated);

    /// <summary>As <see cref="Begin(ushort, NetlinkFlags, string, string?, Errno)"/>, for a question about one object: the answer is the object or an error, with no
    /// acknowledgement behind it.</summary>
    public void BeginQuery(ushort type, string operation, string? subject, Errno tolerated) =>
        Begin(type, NetlinkFlags.None, Answer.Message, operation, subject, tolerated);

    private void Begin(ushort type, NetlinkFlags flags, Answer answer, string operation, string? subject, Errno tolerated)
    {
        Close();
        open = length;
        requests.Add(new Request(open, answer, operation, subject, tolerated));
        Span<byte> header = Reserve(HeaderSize);
        MemoryMarshal.Write(header[4..], type);
        MemoryMarshal.Write(header[6..], (ushort)(flags | NetlinkFlags.Request));
        MemoryMarshal.Write(header[8..], (uint)requests.Count);
    }

    /// <summary>Space for a fixed structure, zeroed and padded to four bytes. Valid until the next write.</summary>
    public Span<byte> Reserve(int size)
    {
        int aligned = Align(size);
        int end = checked(length + aligned);
        if (end > buffer.Length) Grow(end);
        Span<byte> span = buffer.AsSpan(length, aligned);
        span.Clear();
        length = end;
        return span[..size];
    }

    public void Attribute(ushort type, ReadOnlySpan<byte> value) => value.CopyTo(ReserveAttribute(type, value.Length));

    /// <summary>Space for an attribute's value, to be filled in place. Valid until the next write.</summary>
    public Span<byte> ReserveAttribute(ushort type, int size)
    {
        int total = AttributeHeaderSize + size;
        if ((uint)size > ushort.MaxValue - AttributeHeaderSize) throw new ArgumentOutOfRangeException(nameof(size), size, "a netlink attribute holds at most 65531 bytes");
        Span<byte> span = Reserve(total);
        MemoryMarshal.Write(span, (ushort)total);
        MemoryMarshal.Write(span[2..], type);
        return span[AttributeHeaderSize..];
    }

    public void UInt8(ushort type, byte value) => ReserveAttribute(type, 1)[0] = value;

    public void UInt16(ushort type, ushort value) => MemoryMarshal.Write(ReserveAttribute(type, 2), value);

    public void UInt32(ushort type, uint value) => MemoryMarshal.Write(ReserveAttribute(type, 4), value);

    public void UInt32BigEndian(ushort type, uint value) => BinaryPrimitives.WriteUInt32BigEndian(ReserveAttribute(type, 4), value);

    public void UInt64BigEndian(ushort type, ulong value) => BinaryPrimitives.WriteUInt64BigEndian(ReserveAttribute(type, 8), value);

    /// <summary>UTF-8 with a terminating NUL.</summary>
    public void String(ushort type, string value)
    {
        if (value.Contains('\0')) throw new ArgumentException("a name may not contain a NUL", nameof(value));
        Encoding.UTF8.GetBytes(value, ReserveAttribute(type, Encoding.UTF8.GetByteCount(value) + 1));
    }

    /// <summary>Starts an attribute made of attributes; give the result to <see cref="EndNested"/>.</summary>
    public int BeginNested(ushort type)
    {
        int start = length;
        ReserveAttribute((ushort)(type | NestedFlag), 0);
        nesting++;
        return start;
    }

    /// <exception cref="ArgumentOutOfRangeException">More was nested than the 16-bit length can tell.</exception>
    public void EndNested(int start)
    {
        int size = length - start;
        if (size > ushort.MaxValue) throw new ArgumentOutOfRangeException(nameof(start), size, "nested netlink attributes hold at most 65535 bytes");
        MemoryMarshal.Write(buffer.AsSpan(start), (ushort)size);
        nesting--;
    }

    /// <summary>Numbers the messages from <paramref name="first"/> on.</summary>
    internal void Stamp(uint first)
    {
        for (int i = 0; i < requests.Count; i++) MemoryMarshal.Write(buffer.AsSpan(requests[i].Offset + 8), first + (uint)i);
    }

    private void Close()
    {
        if (open < 0) return;
        if (nesting != 0) throw new InvalidOperationException("a nested attribute was not ended");
        MemoryMarshal.Write(buffer.AsSpan(open), (uint)(length - open));
        open = -1;
    }

    private void Grow(int needed)
    {
        if (needed > MaximumSize) throw new ArgumentOutOfRangeException(nameof(needed), needed, "a netlink batch holds at most 1 MiB");
        Array.Resize(ref buffer, Math.Max(needed, buffer.Length * 2));
    }

    private static int Align(int size) => (size + 3) & ~3;
}
