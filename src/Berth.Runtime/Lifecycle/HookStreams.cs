using System.Text;
using Berth.Kernel;
using Berth.Kernel.Processes;

namespace Berth.Runtime.Lifecycle;

/// <summary>The streams of one hook: the state goes in, the end of what it prints is kept for an error message.</summary>
internal sealed class HookStreams : IDisposable
{
    private const int Kept = 4096;
    private readonly Fd _toHook, _fromHook;
    private readonly byte[] _buffer = new byte[Kept];
    private readonly StringBuilder _text = new();

    public HookStreams()
    {
        (Input, _toHook) = Pipes.Create();
        (_fromHook, Output) = Pipes.Create();
        // A hook may ignore its input, and leave a process behind that keeps its output open: neither is waited for.
        Pipes.DoNotBlock(_toHook);
        Pipes.DoNotBlock(_fromHook);
    }

    /// <summary>The hook's end.</summary>
    public Fd Input { get; }

    /// <inheritdoc cref="Input"/>
    public Fd Output { get; }

    /// <summary>What it printed last, in one line.</summary>
    public string Said => _text.ToString().Trim().Replace("\n", "; ", StringComparison.Ordinal);

    /// <summary>Feeds the state, collects the output and waits until the hook has ended.</summary>
    /// <returns>How it ended; null when it did not within the time, and was killed.</returns>
    public ExitStatus? Attend(Fd process, ReadOnlySpan<byte> state, TimeSpan? limit)
    {
        Input.Dispose();
        Output.Dispose();
        long deadline = limit is { } time ? Environment.TickCount64 + (long)time.TotalMilliseconds : long.MaxValue;
        var poll = new PollSet();
        bool prints = true;
        while (true)
        {
            poll.Clear();
            int ended = poll.Add(process, PollEvents.Readable);
            int output = prints ? poll.Add(_fromHook, PollEvents.Readable) : -1;
            int input = state.Length > 0 ? poll.Add(_toHook, PollEvents.Writable) : -1;
            poll.Wait((int)Math.Clamp(deadline - Environment.TickCount64, 0, 60_000));
            if (output >= 0 && poll[output] != 0)
            {
                prints = Collect();
            }

            if (poll[ended] != 0)
            {
                while (prints && Collect())
                {
                }

                return ChildProcesses.Reap(process);
            }

            if (input >= 0 && poll[input] != 0)
            {
                Errno errno = Pipes.TryWriteSome(_toHook, state, out int count);
                state = errno is Errno.None or Errno.EAGAIN ? state[count..] : default;
            }

            if (state.IsEmpty)
            {
                _toHook.Dispose();
            }

            if (deadline <= Environment.TickCount64)
            {
                Signals.TrySend(process, Signals.Kill);
                ChildProcesses.Reap(process);
                return null;
            }
        }
    }

    public void Dispose()
    {
        Input.Dispose();
        Output.Dispose();
        _toHook.Dispose();
        _fromHook.Dispose();
    }

    private bool Collect()
    {
        if (Files.TryRead(_fromHook, _buffer, out int count) != Errno.None || count == 0)
        {
            return false;
        }

        _text.Append(Encoding.UTF8.GetString(_buffer, 0, count));
        _text.Remove(0, Math.Max(0, _text.Length - Kept));
        return true;
    }
}
