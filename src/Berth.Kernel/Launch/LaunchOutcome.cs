namespace Berth.Kernel.Launch;

/// <summary>How an execution of a plan ended, seen from the parent.</summary>
public abstract record LaunchOutcome
{
    private LaunchOutcome() { }

    /// <summary>The child has become the program (or, <paramref name="IsWaiting"/>, has reported ready and waits in its plan).</summary>
    public sealed record Started(int Pid, Fd PidFd, bool IsWaiting) : LaunchOutcome;

    /// <summary>A step failed; the child is gone and reaped.</summary>
    /// <param name="Step">Index of the step; -1 for clone3 itself, -2 when the child said nothing: it was killed (ESRCH), or it was silent for too long (ETIMEDOUT).</param>
    public sealed record Failed(int Step, Errno Errno) : LaunchOutcome;
}
