using System.Buffers;
using System.Text;
using Berth.Engine.Logs;
using Berth.Kernel;
using Berth.Kernel.Terminals;

namespace Berth.Cli.Containers;

/// <summary>Log entries on their way to the two standard streams: gathered while they go to the same one, so that their order stays.</summary>
internal sealed class LogOutput(bool timestamps)
{
    private const int Enough = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _pending = new(4096);
    private int _fd = StandardStream.Output;
    private bool _readerLeft;

    /// <summary>Takes an entry. False when nobody reads any more.</summary>
    /// <exception cref="KernelException">The stream cannot be written.</exception>
    public bool Write(LogEntry entry)
    {
        int fd = entry.Stream == LogStream.Stderr ? StandardStream.Error : StandardStream.Output;
        if (fd != _fd || _pending.WrittenCount >= Enough)
        {
            Flush();
            _fd = fd;
        }

        if (timestamps)
        {
            Encoding.ASCII.GetBytes(entry.Time, _pending);
            _pending.Write(" "u8);
        }

        _pending.Write(entry.Text.Span);
        return !_readerLeft;
    }

    /// <summary>Writes what was gathered.</summary>
    public void Flush()
    {
        Errno errno = _readerLeft ? Errno.None : StandardStream.Write(_fd, _pending.WrittenSpan);
        _pending.ResetWrittenCount();
        if (errno == Errno.EPIPE)
        {
            _readerLeft = true;
        }
        else if (errno != Errno.None)
        {
            throw new KernelException("write to", _fd == StandardStream.Error ? "standard error" : "standard output", errno);
        }
    }
}
