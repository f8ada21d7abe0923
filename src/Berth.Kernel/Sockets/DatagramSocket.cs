using System.Text;

namespace Berth.Kernel.Sockets;

/// <summary>A unix(7) socket of datagrams, as sd_notify(3) uses: one at a path that receives, or one that sends to a path.</summary>
public sealed unsafe class DatagramSocket : IDisposable
{
    private const int SOCK_DGRAM = 2;
    private const int PathLimit = 107;

    private DatagramSocket(Fd fd) => Descriptor = fd;

    /// <summary>Readable while a datagram waits.</summary>
    public Fd Descriptor { get; }

    /// <summary>Receives at a path, which must not exist.</summary>
    /// <param name="path">At most 107 bytes, sun_path's room.</param>
    /// <exception cref="KernelException">The path is taken, too long or cannot be made.</exception>
    public static DatagramSocket Bind(string path)
    {
        var socket = new DatagramSocket(New());
        byte* address = stackalloc byte[2 + PathLimit + 1];
        uint length = Address(path, address);
        if (Libc.bind(socket.Descriptor.Number, address, length) < 0)
        {
            Errno errno = Libc.LastErrno;
            socket.Dispose();
            throw new KernelException("listen at", path, errno);
        }

        return socket;
    }

    /// <summary>Sends to a path, or to an abstract name that begins with <c>@</c>.</summary>
    /// <exception cref="KernelException">Nobody receives there.</exception>
    public static DatagramSocket Connect(string path)
    {
        var socket = new DatagramSocket(New());
        byte* address = stackalloc byte[2 + PathLimit + 1];
        uint length = Address(path, address);
        if (Libc.connect(socket.Descriptor.Number, address, length) < 0)
        {
            Errno errno = Libc.LastErrno;
            socket.Dispose();
            throw new KernelException("connect to", path, errno);
        }

        return socket;
    }

    public void Dispose() => Descriptor.Dispose();

    private static Fd New() => new(Libc.Check(Libc.socket(Libc.AF_UNIX, SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0), "create a socket"));

    private static uint Address(string path, byte* address)
    {
        int length = Encoding.UTF8.GetByteCount(path);
        if (length is 0 or > PathLimit)
        {
            throw new KernelException("use the socket path", path, Errno.ENAMETOOLONG);
        }

        new Span<byte>(address, 2 + PathLimit + 1).Clear();
        *(ushort*)address = Libc.AF_UNIX;
        Encoding.UTF8.GetBytes(path, new Span<byte>(address + 2, PathLimit));
        if (path[0] != '@')
        {
            return (uint)(2 + length + 1);
        }

        // An abstract name begins with NUL, and every byte of its length counts.
        address[2] = 0;
        return (uint)(2 + length);
    }
}
