namespace Berth.Kernel.Sockets;

/// <summary>Passes a terminal's master to the listener of a unix stream socket, as OCI runtimes do for <c>--console-socket</c>.</summary>
public static class ConsoleSocket
{
    /// <exception cref="KernelException">Nobody listens, or the descriptor was not taken.</exception>
    public static void Send(string path, Fd master)
    {
        using MessageSocket socket = MessageSocket.ConnectStream(path);
        Errno errno = socket.TrySend("/dev/ptmx"u8, default, [master.Number]);
        if (errno != Errno.None)
        {
            throw new KernelException("send the terminal to", path, errno);
        }
    }
}
