using System.Runtime.InteropServices;
using System.Text;

namespace Berth.Kernel.Processes;

/// <summary>The streams of a program that is run for its answer: something goes in, and what it prints is collected while it runs.</summary>
public sealed class ProgramStreams : IDisposable
{
    private readonly Fd _toProgram, _fromProgram;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly List<byte> _collected = [];
    private readonly int _kept;

    /// <param name="kept">How many bytes of the output are kept, the last ones.</param>
    public ProgramStreams(int kept = int.MaxValue)
    {
        _kept = kept;
        (Input, _toProgram) = Pipes.Create();
        (_fromProgram, Output) = Pipes.Create();
        // A program may ignore its input, and leave a process behind that keeps its output open: neither is waited for.
        Pipes.DoNotBlock(_toProgram);
        Pipes.DoNotBlock(_fromProgram);
    }

    /// <summary>The program's end, to be its standard input.</summary>
    public Fd Input { get; }

    /// <summary>The program's end, to be its standard output, and standard error if that is to be collected too.</summary>
    public Fd Output { get; }

    /// <summary>What it printed.</summary>
    public string Text => Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(_collected));

    /// <summary>Feeds the input, collects the output and waits until the program has ended; it must be a child of this process.</summary>
    /// <returns>How it ended; null when it did not within the time, and was killed.</returns>
    public ExitStatus? Attend(Fd process, ReadOnlySpan<byte> input, TimeSpan? limit = null)
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
            int readable = prints ? poll.Add(_fromProgram, PollEvents.Readable) : -1;
            int writable = input.Length > 0 ? poll.Add(_toProgram, PollEvents.Writable) : -1;
            poll.Wait((int)Math.Clamp(deadline - Environment.TickCount64, 0, 60_000));
            if (readable >= 0 && poll[readable] != 0)
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

            if (writable >= 0 && poll[writable] != 0)
            {
                Errno errno = Pipes.TryWriteSome(_toProgram, input, out int count);
                input = errno is Errno.None or Errno.EAGAIN ? input[count..] : default;
            }

            if (input.IsEmpty)
            {
                _toProgram.Dispose();
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
        _toProgram.Dispose();
        _fromProgram.Dispose();
    }

    private bool Collect()
    {
        if (Files.TryRead(_fromProgram, _buffer, out int count) != Errno.None || count == 0)
        {
            return false;
        }

        _collected.AddRange(_buffer.AsSpan(0, count));
        _collected.RemoveRange(0, Math.Max(0, _collected.Count - _kept));
        return true;
    }
}
