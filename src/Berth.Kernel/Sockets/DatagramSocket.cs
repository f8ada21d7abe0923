namespace Berth.Kernel.Sockets;

/// <summary>A unix(7) socket of datagrams, as sd_notify(3) uses: one at a path that receives, or one that sends to a path.</summary>
public sealed unsafe class DatagramSocket : IDisposable
{
    private const int SOCK_DGRAM = 2;

    private DatagramSocket(Fd fd) => Descriptor = fd;

    /// <summary>Readable while a datagram waits.</summary>
    public Fd Descriptor { get; }

    /// <summary>Receives at a path, which must not exist.</summary>
    /// <exception cref="KernelException">The path is taken or cannot be made.</exception>
    public static DatagramSocket Bind(string path) => Open(path, receives: true);

    /// <summary>Sends to a path, or to an abstract name that begins with <c>@</c>.</summary>
    /// <exception cref="KernelException">Nobody receives there.</exception>
    public static DatagramSocket Connect(string path) => Open(path, receives: false);

    public void Dispose() => Descriptor.Dispose();

    private static DatagramSocket Open(string path, bool receives)
    {
        var socket = new DatagramSocket(new Fd(Libc.Check(Libc.socket(Libc.AF_UNIX, SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0), "create a socket")));
        int number = socket.Descriptor.Number;
        try
        {
            UnixAddress.With(path, (address, length) => receives
                ? Libc.Check(Libc.bind(number, address, length), "listen at", path)
                : Libc.Check(Libc.connect(number, address, length), "connect to", path));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
