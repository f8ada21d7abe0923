namespace Berth.Kernel.Terminals;

/// <summary>
/// The settings of a terminal (the kernel's struct termios, 36 bytes) and the descriptor they were read from. Its text form
/// can be handed to another process, which can then restore a terminal whose first user was killed.
/// </summary>
public sealed class TerminalState
{
    internal const int Size = 36;

    private readonly byte[] _termios;

    internal TerminalState(int fd, ReadOnlySpan<byte> termios)
    {
        Fd = fd;
        _termios = termios.ToArray();
    }

    /// <summary>The descriptor that <see cref="Terminal.Restore"/> writes to.</summary>
    public int Fd { get; }

    internal ReadOnlySpan<byte> Termios => _termios;

    /// <summary>The settings as 72 hexadecimal digits; <see cref="TryParse"/> reads them back.</summary>
    public override string ToString() => Convert.ToHexString(_termios);

    /// <summary>Reads the form that <see cref="ToString"/> writes, to be applied to <paramref name="fd"/>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, int fd, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TerminalState? state)
    {
        Span<byte> termios = stackalloc byte[Size];
        bool parsed = text.Length == Size * 2
            && Convert.FromHexString(text, termios, out _, out int written) == System.Buffers.OperationStatus.Done && written == Size;
        state = parsed ? new TerminalState(fd, termios) : null;
        return parsed;
    }
}
