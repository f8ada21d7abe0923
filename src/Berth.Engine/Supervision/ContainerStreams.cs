using Berth.Kernel;
using Berth.Kernel.Processes;
using Berth.Kernel.Terminals;

namespace Berth.Engine.Supervision;

/// <summary>The engine's ends of a container's standard streams: three pipes, or the master of its terminal.</summary>
internal sealed class ContainerStreams : IDisposable
{
    private readonly bool _terminal;
    private byte[]? _input;
    private int _inputSent;
    private bool _endAfterInput;

    /// <param name="descriptors">The terminal's master; or stdout and stderr, and before them stdin where that is open.</param>
    /// <param name="terminal">Which of the two.</param>
    /// <param name="openStdin">There is a stdin.</param>
    public ContainerStreams(IReadOnlyList<Fd> descriptors, bool terminal, bool openStdin)
    {
        _terminal = terminal;
        if (terminal)
        {
            Output = descriptors[0];
            Input = openStdin ? descriptors[0] : null;
        }
        else
        {
            int first = openStdin ? 1 : 0;
            Input = openStdin ? descriptors[0] : null;
            Output = descriptors[first];
            Error = descriptors[first + 1];
        }

        foreach (Fd fd in descriptors)
        {
            Pipes.DoNotBlock(fd);
        }
    }

    public Fd? Input { get; private set; }

    public Fd? Output { get; private set; }

    public Fd? Error { get; private set; }

    /// <summary>Input waits for the container to read.</summary>
    public bool HoldsInput => _input is not null;

    public bool IsFinished => Output is null && Error is null;

    /// <summary>Reads what is there. 0 when nothing is at the moment; the stream is closed at its end.</summary>
    public int Read(bool error, Span<byte> buffer)
    {
        Fd? fd = error ? Error : Output;
        if (fd is null)
        {
            return 0;
        }

        Errno errno = Files.TryRead(fd, buffer, out int count);
        if (errno == Errno.EAGAIN)
        {
            return 0;
        }

        // EIO: every process of the terminal has gone.
        if (errno != Errno.None || count == 0)
        {
            Close(error);
            return 0;
        }

        return count;
    }

    /// <summary>Writes to the container's stdin; what it does not take yet is kept, and the caller must not write more until it is taken.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (Input is null || bytes.IsEmpty)
        {
            return;
        }

        _input = bytes.ToArray();
        _inputSent = 0;
        Continue();
    }

    public void Continue()
    {
        while (_input is not null && Input is not null)
        {
            Errno errno = Pipes.TryWriteSome(Input, _input.AsSpan(_inputSent), out int count);
            if (errno == Errno.EAGAIN)
            {
                return;
            }

            _inputSent += count;
            if (errno != Errno.None || _inputSent == _input.Length)
            {
                _input = null;
            }
        }

        if (_endAfterInput)
        {
            CloseInput();
        }
    }

    /// <summary>Closes a pipe once everything is written; a terminal is told so by ctrl-d.</summary>
    public void EndInput()
    {
        _endAfterInput = true;
        if (_input is null)
        {
            CloseInput();
        }
    }

    public void Resize(int rows, int columns)
    {
        if (_terminal && Output is not null)
        {
            Terminal.SetWindowSize(Output.Number, new WindowSize((ushort)rows, (ushort)columns));
        }
    }

    public void Dispose()
    {
        CloseInput();
        Output?.Dispose();
        Error?.Dispose();
    }

    private void CloseInput()
    {
        if (!_terminal)
        {
            Input?.Dispose();
            Input = null;
        }
        else if (_endAfterInput && Input is not null)
        {
            const byte EndOfTransmission = 4;
            _ = Pipes.TryWriteSome(Input, [EndOfTransmission], out _);
            Input = null;
        }
    }

    private void Close(bool error)
    {
        if (error)
        {
            Error?.Dispose();
            Error = null;
        }
        else
        {
            Output?.Dispose();
            Output = null;
        }
    }
}
