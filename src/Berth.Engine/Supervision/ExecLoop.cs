using System.Buffers;
using Berth.Kernel;
using Berth.Kernel.Processes;
using Berth.Kernel.Terminals;

namespace Berth.Engine.Supervision;

/// <summary>
/// The attached side of an exec: this process's streams joined to the pipes or the terminal of the new process, until the supervisor says that
/// it has ended. Returns null after the detach keys.
/// </summary>
internal sealed class ExecLoop(SupervisorConnection supervisor, ContainerExecRequest request, ContainerPipes? pipes, PseudoTerminal? terminal)
{
    private readonly byte[] _buffer = new byte[32 * 1024];
    /// <summary>128 + SIGPIPE.</summary>
    private const int BrokenPipe = 141;

    private bool _outputClosed;
    private readonly ArrayBufferWriter<byte> _typed = new(1024);

    public int? Run()
    {
        bool takesInput = (request.Attach & AttachStreams.Input) != 0;
        var ends = new List<Fd>(pipes?.EngineDescriptors ?? [terminal!.Master]);
        using var streams = new ContainerStreams([.. ends], terminal is not null, takesInput);
        pipes?.LetGo();
        TerminalState? saved = terminal is not null && takesInput && Terminal.IsTerminal(0) ? Terminal.MakeRaw(0) : null;
        using SignalQueue? signals = terminal is not null ? SignalQueue.Open(SignalQueue.SIGWINCH) : null;
        try
        {
            Resize(streams);
            return Loop(streams, signals, takesInput);
        }
        finally
        {
            if (saved is not null)
            {
                Terminal.Restore(saved);
            }
        }
    }

    private int? Loop(ContainerStreams streams, SignalQueue? signals, bool reading)
    {
        using var stdin = new Fd(0, owned: false);
        var poll = new PollSet();
        var message = new byte[SupervisorConnection.MaxPiece + 1024];
        while (true)
        {
            poll.Clear();
            int messages = poll.Add(supervisor.Descriptor, PollEvents.Readable);
            int output = streams.Output is null ? -1 : poll.Add(streams.Output, PollEvents.Readable);
            int error = streams.Error is null ? -1 : poll.Add(streams.Error, PollEvents.Readable);
            int pending = streams.HoldsInput && streams.Input is not null ? poll.Add(streams.Input, PollEvents.Writable) : -1;
            int input = reading && !streams.HoldsInput ? poll.Add(stdin, PollEvents.Readable) : -1;
            int signalled = signals is null ? -1 : poll.Add(signals.Readable, PollEvents.Readable);
            poll.Wait(-1);
            bool printed = (output >= 0 && poll[output] != 0 && Print(streams, error: false)) | (error >= 0 && poll[error] != 0 && Print(streams, error: true));
            if (_outputClosed)
            {
                return BrokenPipe;
            }

            if (pending >= 0 && poll[pending] != 0)
            {
                streams.Continue();
            }

            while (signalled >= 0 && poll[signalled] != 0 && signals!.TryTake(out _))
            {
                Resize(streams);
            }

            if (input >= 0 && poll[input] != 0 && !PassInput(stdin, streams, ref reading))
            {
                return null;
            }

            // What the process wrote before it ended is in the pipes by now.
            if (poll[messages] != 0 && !printed && Ended(message) is { } code)
            {
                while (Print(streams, error: false) | Print(streams, error: true))
                {
                }

                return code;
            }
        }
    }

    private int? Ended(byte[] message)
    {
        const int Lost = 137;
        if (!supervisor.Receive(message, null, out Message kind, out ReadOnlySpan<byte> payload))
        {
            return Lost;
        }

        return kind == Message.ExecExited ? SupervisorConnection.Number(payload, 0) : null;
    }

    private bool Print(ContainerStreams streams, bool error)
    {
        int count = streams.Read(error, _buffer);
        if (count > 0)
        {
            _outputClosed |= StandardStream.Write(error ? StandardStream.Error : StandardStream.Output, _buffer.AsSpan(0, count)) == Errno.EPIPE;
        }

        return count > 0;
    }

    /// <summary>False when the detach keys are complete.</summary>
    private bool PassInput(Fd stdin, ContainerStreams streams, ref bool reading)
    {
        if (Files.TryRead(stdin, _buffer, out int count) != Errno.None || count == 0)
        {
            reading = false;
            streams.EndInput();
            return true;
        }

        if (terminal is null || request.DetachKeys is null)
        {
            streams.Write(_buffer.AsSpan(0, count));
            return true;
        }

        _typed.ResetWrittenCount();
        bool detach = request.DetachKeys.Filter(_buffer.AsSpan(0, count), _typed);
        streams.Write(_typed.WrittenSpan);
        return !detach;
    }

    private void Resize(ContainerStreams streams)
    {
        if (terminal is not null && Terminal.WindowSize(0) is { } size)
        {
            streams.Resize(size.Rows, size.Columns);
        }
    }
}
