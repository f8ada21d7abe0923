namespace Berth.Kernel.Processes;

/// <summary>Attributes of the calling process, prctl(2) and prlimit(2).</summary>
public static unsafe class ProcessControl
{
    private const int PR_SET_NAME = 15, PR_SET_CHILD_SUBREAPER = 36;

    /// <summary>Orphaned descendants become children of this process instead of the system's init.</summary>
    public static void AdoptOrphans() => Libc.Check(Libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "become a subreaper");

    /// <summary>
    /// Back to the ordinary scheduling class: a process of a real-time class cannot enter a cgroup that has no real-time budget, and a container
    /// should not depend on the class of the shell it was started from.
    /// </summary>
    public static void UseOrdinaryScheduling()
    {
        int priority = 0;
        _ = Libc.syscall(SyscallNumber.SchedSetscheduler, 0, 0, (nint)(&priority), 0, 0, 0);
    }

    /// <summary>The name that ps(1) shows for the calling thread, at most 15 ASCII characters.</summary>
    public static void SetName(ReadOnlySpan<byte> name)
    {
        fixed (byte* text = (byte[])[.. name, 0])
        {
            Libc.Check(Libc.prctl(PR_SET_NAME, (nint)text, 0, 0, 0), "name the process");
        }
    }

    /// <summary>The hard limit of a resource (RLIMIT_*); null for a resource that the kernel does not know. ulong.MaxValue is unlimited.</summary>
    public static ulong? HardLimit(int resource)
    {
        ulong* pair = stackalloc ulong[2];
        return Libc.syscall(SyscallNumber.Prlimit64, 0, resource, 0, (nint)pair, 0, 0) == 0 ? pair[1] : null;
    }
}
