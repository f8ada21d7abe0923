namespace Berth.Kernel.Sockets;

/// <summary>Passes a descriptor to the listener of a unix stream socket, as OCI runtimes do for <c>--console-socket</c>, <c>--pidfd-socket</c> and seccomp agents.</summary>
public static class DescriptorSocket
{
    /// <summary>The master of a terminal.</summary>
    /// <exception cref="KernelException">Nobody listens, or the descriptor was not taken.</exception>
    public static void SendTerminal(string path, Fd master) => Send(path, master, "/dev/ptmx"u8);

    /// <summary>A process.</summary>
    /// <exception cref="KernelException">As for <see cref="SendTerminal"/>.</exception>
    public static void SendProcess(string path, Fd pidFd) => Send(path, pidFd, "pidfd"u8);

    /// <summary>The listener of a system call filter, with what is said about it.</summary>
    /// <exception cref="KernelException">As for <see cref="SendTerminal"/>.</exception>
    public static void SendListener(string path, Fd listener, ReadOnlySpan<byte> state) => Send(path, listener, state);

    private static void Send(string path, Fd fd, ReadOnlySpan<byte> name)
    {
        using MessageSocket socket = MessageSocket.ConnectStream(path);
        Errno errno = socket.TrySend(name, default, [fd.Number]);
        if (errno != Errno.None)
        {
            throw new KernelException("send a descriptor to", path, errno);
        }
    }
}
