namespace Berth.Kernel.Netlink;

/// <summary>
/// A netlink socket that sends a whole batch in one call and reads the answer to every message in it: that a send succeeds says nothing
/// about what was asked for. The socket belongs to the network namespace of the thread that opened it, for good, so it goes on
/// working on a namespace that no thread is in. Owned by one user at a time; not thread-safe.
/// </summary>
public sealed unsafe class NetlinkSocket : IDisposable
{
    // The kernel fits the datagrams of a dump to the buffer.
    private const int ReceiveSize = 16 << 10;
    private const int DumpAttempts = 8;

    private readonly Fd fd;
    private uint sequence = 1;

    // A receive buffer nobody uses just now, handed from socket to socket: a short-lived process needs one and not four.
    private static byte[]? spare;

    private NetlinkSocket(Fd fd) => this.fd = fd;

    /// <summary>Opens a socket in the calling thread's network namespace.</summary>
    /// <exception cref="KernelException">EPROTONOSUPPORT: the kernel is built without the subsystem.</exception>
    public static NetlinkSocket Open(NetlinkProtocol protocol)
    {
        int number = Libc.socket(Libc.AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, (int)protocol);
        Libc.Check(number, "open netlink socket", protocol == NetlinkProtocol.Route ? "NETLINK_ROUTE" : "NETLINK_NETFILTER");
        var fd = new Fd(number);
        int on = 1;
        // Both are conveniences (explanations, shorter answers), so a refusal is of no consequence.
        _ = Libc.netlink_setsockopt(number, Libc.SOL_NETLINK, Libc.NETLINK_EXT_ACK, &on, sizeof(int));
        _ = Libc.netlink_setsockopt(number, Libc.SOL_NETLINK, Libc.NETLINK_CAP_ACK, &on, sizeof(int));
        // The kernel answers before send returns; a missing answer must become an error and not a hang.
        long* limit = stackalloc long[] { 5, 0 };
        _ = Libc.netlink_setsockopt(number, Libc.SOL_SOCKET, Libc.SO_RCVTIMEO, limit, 2 * sizeof(long));
        return new NetlinkSocket(fd);
    }

    /// <summary>Sends the batch and throws what the kernel says of the first message that failed.</summary>
    /// <exception cref="KernelException">Names the message's operation and subject.</exception>
    public void Execute(NetlinkBatch batch, NetlinkReply? reply = null)
    {
        if (TryExecute(batch, reply) is { } failure) throw failure.ToException();
    }

    /// <summary>Sends the batch; null when every message succeeded (or failed as tolerated), else the first failure.</summary>
    /// <remarks>NETLINK_ROUTE carries out the messages after a failed one all the same; NETLINK_NETFILTER undoes the transaction.</remarks>
    /// <exception cref="KernelException">The socket itself failed.</exception>
    public NetlinkFailure? TryExecute(NetlinkBatch batch, NetlinkReply? reply = null)
    {
        if (batch.Count == 0) return null;
        uint first = sequence;
        sequence += (uint)batch.Count;
        ReadOnlySpan<byte> bytes = batch.Bytes;
        batch.Stamp(first);
        Send(bytes);
        return Receive(batch, first, reply, out _);
    }

    /// <summary>Runs a batch of one dump and collects what <paramref name="parse"/> makes of each message (null is skipped).
    /// A dump that other changes interrupted is started over.</summary>
    public List<T> Dump<T>(NetlinkBatch batch, NetlinkParser<T> parse) where T : class
    {
        var results = new List<T>();
        for (int attempt = 0; ; attempt++)
        {
            uint first = sequence;
            sequence += (uint)batch.Count;
            ReadOnlySpan<byte> bytes = batch.Bytes;
            batch.Stamp(first);
            Send(bytes);
            NetlinkFailure? failure = Receive(batch, first, message => { if (parse(message) is { } item) results.Add(item); }, out bool interrupted);
            if (failure is not null) throw failure.ToException();
            if (!interrupted || attempt == DumpAttempts) return results;
            results.Clear();
        }
    }

    public void Dispose() => fd.Dispose();

    private void Send(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* data = bytes)
        {
            while (Libc.netlink_send(fd.Number, data, (nuint)bytes.Length, 0) < 0)
            {
                if (Libc.LastErrno != Errno.EINTR) throw new KernelException("send", "netlink request", Libc.LastErrno);
            }
        }
    }

    private NetlinkFailure? Receive(NetlinkBatch batch, uint first, NetlinkReply? reply, out bool interrupted)
    {
        byte[] buffer = Interlocked.Exchange(ref spare, null) ?? GC.AllocateUninitializedArray<byte>(ReceiveSize);
        try { return Receive(batch, first, reply, buffer, out interrupted); }
        finally { spare = buffer; }
    }

    private NetlinkFailure? Receive(NetlinkBatch batch, uint first, NetlinkReply? reply, byte[] buffer, out bool interrupted)
    {
        interrupted = false;
        NetlinkFailure? failure = null;
        int pending = 0;
        foreach (NetlinkBatch.Request request in batch.Requests) if (request.Answer != NetlinkBatch.Answer.None) pending++;
        while (pending > 0)
        {
            // After a failure the kernel may have skipped the rest: take what is there, wait for nothing.
            int received = ReceiveOnce(buffer, wait: failure is null);
            if (received < 0) return failure ?? Unanswered(batch);
            ReadOnlySpan<byte> datagram = buffer.AsSpan(0, received);
            while (NetlinkMessage.TryTake(ref datagram, out NetlinkMessage message))
            {
                uint index = message.Sequence - first;
                if (index >= (uint)batch.Count) continue;
                NetlinkBatch.Request request = batch.Requests[(int)index];
                interrupted |= (message.Flags & NetlinkFlags.DumpInterrupted) != 0;
                if (message.Type is not (NetlinkMessage.Error or NetlinkMessage.Done))
                {
                    reply?.Invoke(message);
                    if (request.Answer == NetlinkBatch.Answer.Message) pending--;
                    continue;
                }
                Errno errno = NetlinkFailure.Read(message, out string? text);
                if (request.Answer != NetlinkBatch.Answer.None) pending--;
                if (errno != Errno.None && errno != request.Tolerated)
                    failure ??= new NetlinkFailure((int)index, request.Operation, request.Subject, errno, text);
            }
        }
        return failure;
    }

    private static NetlinkFailure Unanswered(NetlinkBatch batch) =>
        new(batch.Count - 1, batch.Requests[^1].Operation, batch.Requests[^1].Subject, Errno.EPROTO, "the kernel did not answer");

    private int ReceiveOnce(byte[] buffer, bool wait)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint count = Libc.netlink_recv(fd.Number, start, (nuint)buffer.Length, Libc.MSG_TRUNC | (wait ? 0 : Libc.MSG_DONTWAIT));
                if (count > buffer.Length) throw new KernelException("receive", "netlink answer", Errno.EMSGSIZE);
                if (count >= 0) return (int)count;
                Errno errno = Libc.LastErrno;
                if (errno == Errno.EINTR) continue;
                if (errno == Errno.EAGAIN) return -1;
                throw new KernelException("receive", "netlink answer", errno);
            }
        }
    }
}
