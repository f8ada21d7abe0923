namespace Berth.Kernel.Terminals;

/// <summary>
/// A pseudo-terminal pair, pty(7), on the devpts of the caller's mount namespace. The peer is opened through the master
/// (TIOCGPTPEER), never by a path that a container could have replaced.
/// </summary>
public sealed class PseudoTerminal : IDisposable
{
    private const nuint TIOCSPTLCK = 0x40045431, TIOCGPTN = 0x80045430, TIOCGPTPEER = 0x5441;
    private const int O_RDWR = 2, O_NOCTTY = 0x100, O_CLOEXEC = 0x80000;

    private PseudoTerminal(Fd master, Fd peer, int number)
    {
        Master = master;
        Peer = peer;
        Number = number;
    }

    /// <summary>The end that a terminal emulator holds.</summary>
    public Fd Master { get; }

    /// <summary>The end that becomes a process's standard streams.</summary>
    public Fd Peer { get; }

    /// <summary>N of /dev/pts/N in the devpts instance that the master was opened from.</summary>
    public int Number { get; }

    /// <summary>Opens a new pair on the host's devpts, or on the instance whose (perhaps detached) mount is given.</summary>
    public static unsafe PseudoTerminal Open(Fd? devPts = null)
    {
        string multiplexer = devPts is null ? "/dev/ptmx" : "ptmx";
        Fd master = Files.OpenAt(devPts, multiplexer, OpenFlags.ReadWrite | OpenFlags.NoControllingTty);
        try
        {
            int unlock = 0, number = 0;
            Libc.Check(Libc.ioctl(master.Number, TIOCSPTLCK, (nint)(&unlock)), "unlock the pseudo-terminal of", multiplexer);
            Libc.Check(Libc.ioctl(master.Number, TIOCGPTN, (nint)(&number)), "number the pseudo-terminal of", multiplexer);
            int peer = Libc.Check(
                Libc.ioctl(master.Number, TIOCGPTPEER, (nint)(O_RDWR | O_NOCTTY | O_CLOEXEC)), "open the peer of", $"/dev/pts/{number}");
            return new PseudoTerminal(master, new Fd(peer), number);
        }
        catch
        {
            master.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Master.Dispose();
        Peer.Dispose();
    }
}
