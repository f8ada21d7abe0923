namespace Berth.Kernel.Processes;

/// <summary>The calling thread's signal mask, pthread_sigmask(3). Bit n-1 stands for signal n.</summary>
public static unsafe class SignalMask
{
    private const int SIG_BLOCK = 0;
    private const int SIG_SETMASK = 2;

    /// <summary>Blocks every signal and returns the former mask.</summary>
    public static ulong BlockAll() => Block(ulong.MaxValue);

    public static ulong Block(ulong signals)
    {
        // glibc's sigset_t is 128 bytes, of which the kernel reads eight.
        ulong* set = stackalloc ulong[16];
        ulong* old = stackalloc ulong[16];
        set[0] = signals;
        _ = Libc.pthread_sigmask(SIG_BLOCK, set, old);
        return old[0];
    }

    public static void Restore(ulong mask)
    {
        ulong* set = stackalloc ulong[16];
        set[0] = mask;
        _ = Libc.pthread_sigmask(SIG_SETMASK, set, null);
    }
}
