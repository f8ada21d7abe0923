namespace Berth.Kernel.Procfs;

/// <summary>A process for as long as the machine runs: its number may be given to another, its start time then differs.</summary>
/// <param name="StartTime">Clock ticks after boot.</param>
public readonly record struct ProcessIdentity(int Pid, ulong StartTime)
{
    /// <summary>The process that has this number now; false when there is none.</summary>
    public static bool TryGet(int pid, out ProcessIdentity identity)
    {
        bool found = ProcessStat.TryRead(pid, out ProcessStat stat);
        identity = found ? new ProcessIdentity(pid, stat.StartTime) : default;
        return found;
    }

    /// <summary>Whether this very process still runs (a zombie does not).</summary>
    public bool IsAlive => ProcessStat.TryRead(Pid, out ProcessStat stat) && stat.StartTime == StartTime && !stat.IsDead;
}
