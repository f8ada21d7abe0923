namespace Berth.Kernel.Processes;

/// <summary>What poll(2) reports of a descriptor.</summary>
[Flags]
public enum PollEvents : short
{
    None = 0,
    Readable = 1,
    Writable = 4,
    Error = 8,
    HungUp = 16,
}

/// <summary>
/// poll(2) over a set of descriptors that is built anew before each wait: for programs with a handful of them, where a plain loop on
/// one thread is smaller than anything else. Not for concurrent use.
/// </summary>
public sealed unsafe class PollSet
{
    private Libc.PollFd[] _entries = new Libc.PollFd[16];
    private int _count;

    public void Clear() => _count = 0;

    /// <summary>Adds a descriptor and returns its index for <see cref="this[int]"/>.</summary>
    public int Add(Fd fd, PollEvents events)
    {
        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, _count * 2);
        }

        _entries[_count] = new Libc.PollFd { Fd = fd.Number, Events = (short)events };
        return _count++;
    }

    public PollEvents this[int index] => (PollEvents)_entries[index].Returned;

    /// <summary>Waits; false on time-out. A negative time waits without limit. A signal ends the wait early, with nothing reported.</summary>
    public bool Wait(int milliseconds)
    {
        fixed (Libc.PollFd* entries = _entries)
        {
            int ready = Libc.poll(entries, (nuint)_count, milliseconds);
            if (ready < 0 && Libc.LastErrno != Errno.EINTR)
            {
                throw new KernelException("poll", null, Libc.LastErrno);
            }

            if (ready <= 0)
            {
                for (int i = 0; i < _count; i++)
                {
                    entries[i].Returned = 0;
                }
            }

            return ready > 0;
        }
    }
}
