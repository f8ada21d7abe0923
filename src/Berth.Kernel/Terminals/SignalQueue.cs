using System.Runtime.InteropServices;

namespace Berth.Kernel.Terminals;

/// <summary>
/// Signals sent to this process, as a descriptor that becomes readable: one poll loop serves streams and signals alike.
/// Their default action is suppressed while the queue is open.
/// </summary>
/// <remarks>
/// A signalfd would be simpler but loses signals here: the runtime's finalizer thread exists before Main and blocks none, so
/// the kernel hands it whatever the main thread blocks. Registering seven signals was measured at 45 µs.
/// </remarks>
public sealed class SignalQueue : IDisposable
{
    public const int SIGHUP = 1, SIGINT = 2, SIGQUIT = 3, SIGUSR1 = 10, SIGUSR2 = 12, SIGTERM = 15, SIGWINCH = 28;

    private readonly Lock _lock = new();
    private readonly Queue<int> _pending = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Fd _event;

    private SignalQueue(Fd @event) => _event = @event;

    /// <summary>Readable while a signal is waiting. Poll it; take signals with <see cref="TryTake"/>, do not read from it.</summary>
    public Fd Readable => _event;

    /// <summary>Starts catching the signals of these numbers.</summary>
    /// <exception cref="KernelException">No descriptor is left.</exception>
    public static SignalQueue Open(params ReadOnlySpan<int> signals)
    {
        const int EFD_CLOEXEC = 0x80000, EFD_NONBLOCK = 0x800;
        var queue = new SignalQueue(new Fd(Libc.Check(Libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "create an eventfd for signals")));
        foreach (int signal in signals)
        {
            queue._registrations.Add(PosixSignalRegistration.Create((PosixSignal)signal, context =>
            {
                context.Cancel = true;
                queue.Put(signal);
            }));
        }

        return queue;
    }

    /// <summary>The oldest signal that has not been taken yet; false when none waits.</summary>
    public bool TryTake(out int signal)
    {
        lock (_lock)
        {
            if (_pending.TryDequeue(out signal))
            {
                if (_pending.Count == 0)
                {
                    Drain();
                }

                return true;
            }

            return false;
        }
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        lock (_lock)
        {
            _event.Dispose();
        }
    }

    private void Put(int signal)
    {
        lock (_lock)
        {
            if (_event.IsClosed)
            {
                return;
            }

            _pending.Enqueue(signal);
            StandardStream.Write(_event.Number, [1, 0, 0, 0, 0, 0, 0, 0]);
        }
    }

    private unsafe void Drain()
    {
        byte* counter = stackalloc byte[8];
        Libc.read(_event.Number, counter, 8);
    }
}
