using System.Buffers.Binary;

namespace Berth.Kernel.Terminals;

/// <summary>Columns and rows of a terminal; both 0 when the terminal has never been told.</summary>
public readonly record struct WindowSize(ushort Rows, ushort Columns);

/// <summary>Terminal settings and sizes by descriptor: termios(3), ioctl_tty(2).</summary>
public static unsafe class Terminal
{
    private const nuint TCGETS = 0x5401, TCSETSW = 0x5403, TIOCGWINSZ = 0x5413, TIOCSWINSZ = 0x5414;

    /// <summary>True when <paramref name="fd"/> is an open terminal.</summary>
    public static bool IsTerminal(int fd)
    {
        byte* termios = stackalloc byte[64];
        return Libc.ioctl(fd, TCGETS, (nint)termios) == 0;
    }

    /// <summary>
    /// Passes every byte through unchanged in both directions (no echo, no line editing, no signals from keys) and
    /// returns the settings that were in force before.
    /// </summary>
    /// <exception cref="KernelException">The descriptor is not a terminal.</exception>
    public static TerminalState MakeRaw(int fd)
    {
        // The kernel's struct: iflag, oflag, cflag, lflag (4 bytes each), line (1), cc[19]. Room to spare for other layouts.
        Span<byte> termios = stackalloc byte[64];
        fixed (byte* p = termios)
        {
            Libc.Check(Libc.ioctl(fd, TCGETS, (nint)p), "read the terminal settings of", $"fd {fd}");
        }

        var before = new TerminalState(fd, termios[..TerminalState.Size]);
        const uint IGNBRK = 0x1, BRKINT = 0x2, PARMRK = 0x8, ISTRIP = 0x20, INLCR = 0x40, IGNCR = 0x80, ICRNL = 0x100, IXON = 0x400;
        const uint OPOST = 0x1, CSIZE = 0x30, PARENB = 0x100, CS8 = 0x30;
        const uint ISIG = 0x1, ICANON = 0x2, ECHO = 0x8, ECHONL = 0x40, IEXTEN = 0x8000;
        const int VTIME = 17 + 5, VMIN = 17 + 6;
        Change(termios, 0, clear: IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON, set: 0);
        Change(termios, 4, clear: OPOST, set: 0);
        Change(termios, 8, clear: CSIZE | PARENB, set: CS8);
        Change(termios, 12, clear: ECHO | ECHONL | ICANON | ISIG | IEXTEN, set: 0);
        termios[VMIN] = 1;
        termios[VTIME] = 0;
        fixed (byte* p = termios)
        {
            Libc.Check(Retry(fd, TCSETSW, p), "set the terminal raw at", $"fd {fd}");
        }

        return before;
    }

    /// <summary>Puts back what <see cref="MakeRaw"/> returned. A terminal that has gone away is no error.</summary>
    public static void Restore(TerminalState state)
    {
        fixed (byte* p = state.Termios)
        {
            Retry(state.Fd, TCSETSW, p);
        }
    }

    /// <summary>The size of the terminal at <paramref name="fd"/>, or null when it is not a terminal.</summary>
    public static WindowSize? WindowSize(int fd)
    {
        ushort* size = stackalloc ushort[4];
        return Libc.ioctl(fd, TIOCGWINSZ, (nint)size) == 0 ? new WindowSize(size[0], size[1]) : null;
    }

    /// <summary>Sets the size, which sends SIGWINCH to the foreground process group. False when <paramref name="fd"/> is not a terminal.</summary>
    public static bool SetWindowSize(int fd, WindowSize size)
    {
        ushort* raw = stackalloc ushort[4] { size.Rows, size.Columns, 0, 0 };
        return Libc.ioctl(fd, TIOCSWINSZ, (nint)raw) == 0;
    }

    private static void Change(Span<byte> termios, int offset, uint clear, uint set)
    {
        Span<byte> field = termios.Slice(offset, 4);
        uint value = BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(field) : BinaryPrimitives.ReadUInt32BigEndian(field);
        BitConverter.TryWriteBytes(field, (value & ~clear) | set);
    }

    // TCSETSW waits for output to drain, so a signal may interrupt it; from a background process group it also raises SIGTTOU.
    private static int Retry(int fd, nuint request, byte* argument)
    {
        int result;
        do
        {
            result = Libc.ioctl(fd, request, (nint)argument);
        }
        while (result < 0 && Libc.LastErrno == Errno.EINTR);
        return result;
    }
}
