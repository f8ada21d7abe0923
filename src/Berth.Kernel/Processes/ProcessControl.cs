namespace Berth.Kernel.Processes;

/// <summary>Attributes of the calling process, prctl(2).</summary>
public static class ProcessControl
{
    private const int PR_SET_CHILD_SUBREAPER = 36;

    /// <summary>Orphaned descendants become children of this process instead of the system's init.</summary>
    public static void AdoptOrphans() => Libc.Check(Libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "become a subreaper");
}
