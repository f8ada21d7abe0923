namespace Berth.Kernel.Sockets;

/// <summary>
/// A unix(7) socket of whole messages (SOCK_SEQPACKET) that also carries descriptors (SCM_RIGHTS). A message arrives entire or not at
/// all, with its descriptors; the peer's end shows as a message of no bytes.
/// </summary>
public sealed unsafe class MessageSocket : IDisposable
{
    /// <summary>The kernel passes at most this many descriptors with one message (SCM_MAX_FD).</summary>
    public const int MaxDescriptors = 253;

    private const int ControlHeaderLength = 16;

    private MessageSocket(Fd fd) => Descriptor = fd;

    public MessageSocket(int number) : this(new Fd(number)) { }

    public Fd Descriptor { get; }

    public static (MessageSocket Left, MessageSocket Right) Pair()
    {
        int* pair = stackalloc int[2];
        Libc.Check(Libc.socketpair(Libc.AF_UNIX, Libc.SOCK_SEQPACKET | Libc.SOCK_CLOEXEC, 0, pair), "create a socket pair");
        return (new MessageSocket(pair[0]), new MessageSocket(pair[1]));
    }

    /// <summary>Listens at a path, replacing what a dead owner left there.</summary>
    public static MessageSocket Listen(string path)
    {
        var socket = new MessageSocket(New());
        try
        {
            _ = Files.TryUnlink(null, path);
            UnixAddress.With(path, (address, length) => Libc.Check(Libc.bind(socket.Descriptor.Number, address, length), "listen at", path));
            Libc.Check(Libc.listen(socket.Descriptor.Number, 64), "listen at", path);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Null when nobody listens there.</summary>
    public static MessageSocket? TryConnect(string path)
    {
        var socket = new MessageSocket(New());
        Errno errno = Errno.None;
        try
        {
            UnixAddress.With(path, (address, length) =>
            {
                errno = Libc.connect(socket.Descriptor.Number, address, length) < 0 ? Libc.LastErrno : Errno.None;
                return 0;
            });
        }
        catch (KernelException e) when (e.Errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            errno = e.Errno;
        }

        if (errno == Errno.None)
        {
            return socket;
        }

        socket.Dispose();
        return errno is Errno.ENOENT or Errno.ECONNREFUSED or Errno.ENOTDIR ? null : throw new KernelException("connect to", path, errno);
    }

    /// <summary>Connects to a stream socket, whose listener gets descriptors with the first bytes.</summary>
    internal static MessageSocket ConnectStream(string path)
    {
        var socket = new MessageSocket(new Fd(Libc.Check(Libc.socket(Libc.AF_UNIX, 1 | Libc.SOCK_CLOEXEC, 0), "create a socket")));
        try
        {
            UnixAddress.With(path, (address, length) => Libc.Check(Libc.connect(socket.Descriptor.Number, address, length), "connect to", path));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public MessageSocket Accept()
    {
        int fd;
        do
        {
            fd = Libc.accept4(Descriptor.Number, null, null, Libc.SOCK_CLOEXEC);
        }
        while (fd < 0 && Libc.LastErrno == Errno.EINTR);
        return new MessageSocket(Libc.Check(fd, "accept a connection"));
    }

    /// <summary>The user at the other end when it connected, SO_PEERCRED.</summary>
    public uint PeerUser()
    {
        uint* credentials = stackalloc uint[3];
        uint length = 12;
        Libc.Check(Libc.getsockopt(Descriptor.Number, Libc.SOL_SOCKET, Libc.SO_PEERCRED, credentials, &length), "ask for the peer's credentials");
        return credentials[1];
    }

    /// <summary>
    /// Sends one message made of two parts. <see cref="Errno.EAGAIN"/> when the peer does not read and <paramref name="wait"/> is false;
    /// <see cref="Errno.EPIPE"/> or <see cref="Errno.ECONNRESET"/> when it is gone.
    /// </summary>
    public Errno TrySend(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, ReadOnlySpan<int> descriptors = default, bool wait = true)
    {
        if (descriptors.Length > MaxDescriptors)
        {
            throw new ArgumentException($"{descriptors.Length} descriptors do not fit one message", nameof(descriptors));
        }

        int controlLength = ControlHeaderLength + descriptors.Length * 4;
        byte* control = stackalloc byte[(controlLength + 7) & ~7];
        fixed (byte* h = head)
        fixed (byte* b = body)
        {
            Libc.IoVector* vectors = stackalloc Libc.IoVector[2];
            vectors[0] = new Libc.IoVector { Base = h, Length = (nuint)head.Length };
            vectors[1] = new Libc.IoVector { Base = b, Length = (nuint)body.Length };
            var message = new Libc.MessageHeader { Vectors = vectors, VectorCount = 2 };
            if (descriptors.Length > 0)
            {
                *(nuint*)control = (nuint)controlLength;
                ((int*)control)[2] = Libc.SOL_SOCKET;
                ((int*)control)[3] = Libc.SCM_RIGHTS;
                descriptors.CopyTo(new Span<int>(control + ControlHeaderLength, descriptors.Length));
                message.Control = control;
                message.ControlLength = (nuint)((controlLength + 7) & ~7);
            }

            while (true)
            {
                if (Libc.sendmsg(Descriptor.Number, &message, Libc.MSG_NOSIGNAL | (wait ? 0 : Libc.MSG_DONTWAIT)) >= 0)
                {
                    return Errno.None;
                }

                if (Libc.LastErrno != Errno.EINTR)
                {
                    return Libc.LastErrno;
                }
            }
        }
    }

    /// <summary>
    /// Receives one message into <paramref name="buffer"/>; descriptors that came along are added to <paramref name="descriptors"/>, or closed
    /// when that is null.
    /// </summary>
    /// <returns>The message's length; 0 when the peer is gone; -1 when there is none and <paramref name="wait"/> is false.</returns>
    /// <exception cref="KernelException">A message longer than the buffer.</exception>
    public int Receive(Span<byte> buffer, List<Fd>? descriptors, bool wait = true)
    {
        const int ControlCapacity = ControlHeaderLength + MaxDescriptors * 4 + 4;
        byte* control = stackalloc byte[ControlCapacity];
        fixed (byte* b = buffer)
        {
            var vector = new Libc.IoVector { Base = b, Length = (nuint)buffer.Length };
            var message = new Libc.MessageHeader { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlCapacity };
            nint length;
            do
            {
                length = Libc.recvmsg(Descriptor.Number, &message, Libc.MSG_CMSG_CLOEXEC | (wait ? 0 : Libc.MSG_DONTWAIT));
            }
            // A peer that closed with messages of ours unread resets the connection, which is told once and before what it sent last.
            while (length < 0 && Libc.LastErrno is (Errno.EINTR or Errno.ECONNRESET));
            if (length < 0)
            {
                return Libc.LastErrno switch
                {
                    Errno.EAGAIN => -1,
                    Errno errno => throw new KernelException("receive", "a message", errno),
                };
            }

            TakeDescriptors(&message, descriptors);
            return (message.Flags & (Libc.MSG_TRUNC | Libc.MSG_CTRUNC)) == 0 ? (int)length : throw new KernelException("receive", "a message", Errno.EMSGSIZE);
        }
    }

    public void Dispose() => Descriptor.Dispose();

    private static Fd New() => new(Libc.Check(Libc.socket(Libc.AF_UNIX, Libc.SOCK_SEQPACKET | Libc.SOCK_CLOEXEC, 0), "create a socket"));

    private static void TakeDescriptors(Libc.MessageHeader* message, List<Fd>? descriptors)
    {
        byte* control = (byte*)message->Control;
        if (message->ControlLength < ControlHeaderLength || ((int*)control)[2] != Libc.SOL_SOCKET || ((int*)control)[3] != Libc.SCM_RIGHTS)
        {
            return;
        }

        int count = ((int)*(nuint*)control - ControlHeaderLength) / 4;
        int* numbers = (int*)(control + ControlHeaderLength);
        for (int i = 0; i < count; i++)
        {
            var fd = new Fd(numbers[i]);
            if (descriptors is null)
            {
                fd.Dispose();
            }
            else
            {
                descriptors.Add(fd);
            }
        }
    }
}
