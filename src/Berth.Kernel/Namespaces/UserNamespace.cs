using Berth.Kernel.Identity;
using Berth.Kernel.Launch;
using Berth.Kernel.Processes;

namespace Berth.Kernel;

/// <summary>
/// A user namespace with nobody in it, which lives as long as its descriptor: for id-mapped mounts. A process with several threads cannot
/// make one for itself, so a child is born in it, waits for its maps and ends.
/// </summary>
public static class UserNamespace
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <exception cref="KernelException">The maps were refused, or there may be no more user namespaces.</exception>
    public static Fd Create(IReadOnlyList<IdRange> uids, IReadOnlyList<IdRange> gids)
    {
        var child = new LaunchPlanBuilder { Flags = CloneFlags.NewUser, Group = "user namespace" };
        child.Add("wait for the id maps", SyscallNumber.Getpid, [], report: StepReport.Pause);
        child.Add("report that it has them", SyscallNumber.Getpid, [], report: StepReport.Ready);
        Fd? made = null;
        LaunchOutcome outcome = LaunchExecutor.Execute(child.Build(), [], Limit, pause =>
        {
            IdMaps.Write(pause.Pid, uids, gids);
            made = Files.Open($"/proc/{pause.Pid}/ns/user", OpenFlags.ReadOnly);
        });
        switch (outcome)
        {
            case LaunchOutcome.Started started:
                Signals.TrySend(started.PidFd, Signals.Kill);
                ChildProcesses.Reap(started.PidFd);
                started.PidFd.Dispose();
                return made!;
            case LaunchOutcome.Failed failed:
                made?.Dispose();
                throw new KernelException("make a user namespace", null, failed.Errno);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
