using System.Text;
using Berth.Kernel;
using Berth.Kernel.Terminals;

namespace Berth.Cli.Output;

/// <summary>
/// Buffered UTF-8 text to a descriptor. A reader that has gone (EPIPE) ends the output quietly, as it does for every filter;
/// any other failure is kept in <see cref="Failure"/>.
/// </summary>
internal sealed class TextOutput(int fd, bool lineBuffered = false) : IDisposable
{
    private byte[] _buffer = new byte[1024];
    private int _length;

    /// <summary>Why the last bytes could not be written; None while all went well.</summary>
    public Errno Failure { get; private set; }

    public int Fd { get; } = fd;

    public bool IsTerminal => Terminal.IsTerminal(Fd);

    public void Write(ReadOnlySpan<char> text)
    {
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_buffer.Length - _length < most)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + most));
        }

        _length += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length));
        if (_length > 32 * 1024 || (lineBuffered && text.Contains('\n')))
        {
            TryFlush();
        }
    }

    public void WriteLine(ReadOnlySpan<char> text)
    {
        Write(text);
        Write("\n");
    }

    /// <summary>Bytes that are no text of ours: what a container wrote.</summary>
    public void Write(ReadOnlySpan<byte> data)
    {
        TryFlush();
        Put(data);
    }

    /// <summary>Writes what is buffered. False when output was lost, other than to a reader that left.</summary>
    public bool TryFlush()
    {
        if (_length > 0)
        {
            Put(_buffer.AsSpan(0, _length));
            _length = 0;
        }

        return Failure is Errno.None or Errno.EPIPE;
    }

    public void Dispose() => TryFlush();

    private void Put(ReadOnlySpan<byte> data)
    {
        if (Failure == Errno.None)
        {
            Failure = StandardStream.Write(Fd, data);
        }
    }
}
