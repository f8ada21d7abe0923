using Berth.Kernel;

namespace Berth.Engine.Supervision;

/// <summary>
/// Someone connected to the supervisor. A client that does not read holds one piece of output back, and with it the container's: memory
/// never grows with a slow reader.
/// </summary>
internal sealed class Client(SupervisorConnection connection) : IDisposable
{
    private (Message Kind, byte[] Piece)? _held;

    public SupervisorConnection Connection { get; } = connection;

    public AttachStreams Streams { get; set; }

    /// <summary>Wants to know when the container has ended.</summary>
    public bool Waits { get; set; }

    /// <summary>Its end of input is the container's.</summary>
    public bool EndsInput { get; set; }

    public bool IsGone { get; private set; }

    /// <summary>A piece could not be delivered yet.</summary>
    public bool HoldsOutput => _held is not null && !IsGone;

    /// <summary>Index in the poll set of the current round.</summary>
    public int PollIndex { get; set; }

    /// <summary>Passes a piece of output on, or keeps it until <see cref="Flush"/>.</summary>
    public void Deliver(Message kind, ReadOnlySpan<byte> piece)
    {
        Errno errno = Connection.TrySend(kind, piece, wait: false);
        if (errno is Errno.EAGAIN or Errno.ENOBUFS)
        {
            _held = (kind, piece.ToArray());
        }
        else if (errno != Errno.None)
        {
            IsGone = true;
        }
    }

    public void Flush()
    {
        if (_held is { } held)
        {
            _held = null;
            Deliver(held.Kind, held.Piece);
        }
    }

    public void Tell(Message kind, int first = 0, int second = 0)
    {
        // Short answers: a client that lets even these pile up is dropped rather than waited for.
        if (Connection.TrySend(kind, first, second, wait: false) != Errno.None)
        {
            IsGone = true;
        }
    }

    public void Refuse(string reason)
    {
        if (Connection.TrySendText(Message.Refused, reason) != Errno.None)
        {
            IsGone = true;
        }
    }

    public void Leave() => IsGone = true;

    public void Dispose() => Connection.Dispose();
}
