using Berth.Kernel;
using Berth.Kernel.Processes;
using Berth.Kernel.Terminals;

namespace Berth.Runtime.Lifecycle;

/// <summary>
/// Stays with a process until it ends: passes signals on and, where it has a terminal, bytes in both directions. Made before the process, so that
/// no signal ends this program while the other starts.
/// </summary>
public sealed class Foreground : IDisposable
{
    private const int SIGALRM = 14;

    private static readonly int[] Forwarded =
        [SignalQueue.SIGHUP, SignalQueue.SIGINT, SignalQueue.SIGQUIT, SignalQueue.SIGTERM, SignalQueue.SIGUSR1, SignalQueue.SIGUSR2, SIGALRM, SignalQueue.SIGWINCH];

    private readonly SignalQueue _signals = SignalQueue.Open(Forwarded);

    /// <param name="process">A child of this process.</param>
    /// <param name="terminal">The master of its terminal, or null when it shares this process's streams.</param>
    /// <returns>How it ended.</returns>
    public ExitStatus Wait(Fd process, Fd? terminal)
    {
        TerminalState? saved = terminal is not null && Terminal.IsTerminal(0) ? Terminal.MakeRaw(0) : null;
        try
        {
            if (terminal is not null)
            {
                Resize(terminal);
            }

            return Loop(process, terminal, _signals);
        }
        finally
        {
            if (saved is not null)
            {
                Terminal.Restore(saved);
            }
        }
    }

    public void Dispose() => _signals.Dispose();

    private static ExitStatus Loop(Fd process, Fd? terminal, SignalQueue signals)
    {
        using var stdin = new Fd(0, owned: false);
        using var stdout = new Fd(1, owned: false);
        var poll = new PollSet();
        var buffer = new byte[32 * 1024];
        bool reading = terminal is not null, printing = terminal is not null;
        while (true)
        {
            poll.Clear();
            int ended = poll.Add(process, PollEvents.Readable);
            int signalled = poll.Add(signals.Readable, PollEvents.Readable);
            int output = printing ? poll.Add(terminal!, PollEvents.Readable) : -1;
            int input = reading ? poll.Add(stdin, PollEvents.Readable) : -1;
            poll.Wait(-1);
            if (output >= 0 && poll[output] != 0)
            {
                printing = Copy(terminal!, stdout, buffer);
            }

            if (input >= 0 && poll[input] != 0)
            {
                reading = Copy(stdin, terminal!, buffer);
            }

            while (poll[signalled] != 0 && signals.TryTake(out int signal))
            {
                if (signal != SignalQueue.SIGWINCH)
                {
                    Signals.TrySend(process, signal);
                }
                else if (terminal is not null)
                {
                    Resize(terminal);
                }
            }

            if (poll[ended] != 0 && ChildProcesses.TryReap(process) is { } status)
            {
                while (printing && Copy(terminal!, stdout, buffer))
                {
                }

                return status;
            }
        }
    }

    private static bool Copy(Fd from, Fd to, byte[] buffer) =>
        Files.TryRead(from, buffer, out int count) == Errno.None && count > 0 && Files.TryWrite(to, buffer.AsSpan(0, count)) == Errno.None;

    private static void Resize(Fd terminal)
    {
        if (Terminal.WindowSize(0) is { } size)
        {
            Terminal.SetWindowSize(terminal.Number, size);
        }
    }
}
