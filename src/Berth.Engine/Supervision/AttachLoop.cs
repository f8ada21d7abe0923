using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Berth.Kernel;
using Berth.Kernel.Processes;
using Berth.Kernel.Terminals;
using Berth.Oci;

namespace Berth.Engine.Supervision;

/// <summary>
/// The attached side of a container, in the command's process: descriptors 0, 1 and 2 joined to the supervisor's socket in one poll(2) loop.
/// The caller has put the terminal into raw mode where that is wanted, and restores it.
/// </summary>
internal sealed class AttachLoop(SupervisorConnection supervisor, AttachOptions options)
{
    private static readonly int[] Forwarded =
        [SignalQueue.SIGHUP, SignalQueue.SIGINT, SignalQueue.SIGQUIT, SignalQueue.SIGTERM, SignalQueue.SIGUSR1, SignalQueue.SIGUSR2];

    private readonly byte[] _buffer = new byte[SupervisorConnection.MaxPiece];
    private readonly byte[] _message = new byte[SupervisorConnection.MaxPiece + 1024];
    private readonly ArrayBufferWriter<byte> _typed = new(1024);

    public AttachOutcome Run()
    {
        int[] caught = options.ForwardSignals ? options.Terminal ? [.. Forwarded, SignalQueue.SIGWINCH] : Forwarded : options.Terminal ? [SignalQueue.SIGWINCH] : [];
        using SignalQueue? signals = caught.Length > 0 ? SignalQueue.Open(caught) : null;
        using var stdin = new Fd(0, owned: false);
        bool reading = (options.Streams & AttachStreams.Input) != 0;
        if (options.Terminal)
        {
            SendWindowSize();
        }

        var poll = new PollSet();
        while (true)
        {
            poll.Clear();
            int messages = poll.Add(supervisor.Descriptor, PollEvents.Readable);
            int signalled = signals is null ? -1 : poll.Add(signals.Readable, PollEvents.Readable);
            int input = reading ? poll.Add(stdin, PollEvents.Readable) : -1;
            poll.Wait(-1);
            if (poll[messages] != 0 && Receive() is { } outcome)
            {
                return outcome;
            }

            while (signalled >= 0 && poll[signalled] != 0 && signals!.TryTake(out int signal))
            {
                Pass(signal);
            }

            if (input >= 0 && poll[input] != 0 && !SendInput(stdin, ref reading))
            {
                return new AttachOutcome.Detached();
            }
        }
    }

    private AttachOutcome? Receive()
    {
        if (!supervisor.Receive(_message, null, out Message kind, out ReadOnlySpan<byte> payload))
        {
            return new AttachOutcome.Lost();
        }

        switch (kind)
        {
            case Message.Output:
                return StandardStream.Write(StandardStream.Output, payload) == Errno.EPIPE ? new AttachOutcome.OutputClosed() : null;
            case Message.ErrorOutput:
                return StandardStream.Write(StandardStream.Error, payload) == Errno.EPIPE ? new AttachOutcome.OutputClosed() : null;
            case Message.Exited:
                return new AttachOutcome.Exited(SupervisorConnection.Number(payload, 0), SupervisorConnection.Number(payload, 1) != 0);
            case Message.Refused:
                throw new EngineException(ErrorKind.Conflict, Encoding.UTF8.GetString(payload));
            default:
                return null;
        }
    }

    /// <summary>False when the detach keys are complete.</summary>
    private bool SendInput(Fd stdin, ref bool reading)
    {
        if (Files.TryRead(stdin, _buffer, out int count) != Errno.None || count == 0)
        {
            reading = false;
            supervisor.TrySend(Message.EndOfInput);
            return true;
        }

        ReadOnlySpan<byte> bytes = _buffer.AsSpan(0, count);
        if (!options.Terminal || options.DetachKeys is null)
        {
            supervisor.TrySend(Message.Input, bytes);
            return true;
        }

        _typed.ResetWrittenCount();
        bool detach = options.DetachKeys.Filter(bytes, _typed);
        if (_typed.WrittenCount > 0)
        {
            supervisor.TrySend(Message.Input, _typed.WrittenSpan);
        }

        return !detach;
    }

    private void Pass(int signal)
    {
        if (signal == SignalQueue.SIGWINCH)
        {
            SendWindowSize();
        }
        else
        {
            supervisor.TrySend(Message.Signal, signal);
        }
    }

    private void SendWindowSize()
    {
        if (Terminal.WindowSize(0) is { } size)
        {
            Span<byte> payload = stackalloc byte[8];
            BinaryPrimitives.WriteInt32LittleEndian(payload, size.Rows);
            BinaryPrimitives.WriteInt32LittleEndian(payload[4..], size.Columns);
            supervisor.TrySend(Message.Resize, payload);
        }
    }
}
