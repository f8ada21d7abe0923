namespace Berth.Kernel.Cgroups;

public sealed partial class Cgroup
{
    /// <summary>The processes of the group and of the groups inside it, as this process's pid namespace sees them.</summary>
    /// <exception cref="KernelException">A file cannot be read.</exception>
    public List<int> Processes()
    {
        List<int> processes = [];
        // Any hierarchy will do; version 1's freezer and pids are those into which nothing else is ever put.
        (Find("freezer") ?? Find("pids") ?? Unified ?? (_directories.Count > 0 ? _directories[0] : null))?.Processes(processes);
        return processes;
    }

    /// <summary>Whether the group can be frozen here.</summary>
    public bool CanFreeze => Find("freezer") is not null || Unified is not null;

    /// <summary>Stops all processes and waits until they have stopped.</summary>
    /// <exception cref="KernelException">EOPNOTSUPP without a freezer; ETIME when they did not stop; ENOENT: there is no such group.</exception>
    public void Freeze(TimeSpan? patience = null) => SetFrozen(true, patience ?? TimeSpan.FromSeconds(10));

    /// <summary>Lets them run again.</summary>
    /// <exception cref="KernelException">As for <see cref="Freeze"/>.</exception>
    public void Thaw() => SetFrozen(false, TimeSpan.FromSeconds(10));

    /// <summary>Whether the processes are stopped by <see cref="Freeze"/>.</summary>
    public bool IsFrozen =>
        Find("freezer") is { } freezer ? freezer.Read("freezer.state") is "FROZEN" or "FREEZING" : Unified?.ReadKey("cgroup.events", "frozen"u8) == 1;

    /// <summary>
    /// Kills every process in the group, those that are being forked too, and waits until none is left (zombies do not count).
    /// </summary>
    /// <returns>Whether all were gone in time.</returns>
    /// <exception cref="KernelException">A signal was refused.</exception>
    public bool KillAll(TimeSpan? patience = null)
    {
        long end = Environment.TickCount64 + (long)(patience ?? TimeSpan.FromSeconds(10)).TotalMilliseconds;
        // One write kills all (Linux 5.14), if the processes are in the version 2 hierarchy.
        bool whole = Unified?.Write("cgroup.kill", "1") == Errno.None;
        // Frozen ones die too, but the group would stay frozen for whoever enters it next.
        Unified?.Write("cgroup.freeze", "0");
        CgroupDirectory? freezer = Find("freezer");
        for (int round = 0; ; round++)
        {
            if (Processes().Count == 0)
                return true;
            if (Environment.TickCount64 >= end)
                return false;
            // Only a frozen process is signalled by its number: another one could have been given the number of one that has just died.
            if (!whole || round >= 8)
                SignalEach(freezer);
            // A group that someone paused has to be woken for its processes to die.
            freezer?.Write("freezer.state", "THAWED");
            Thread.Sleep(Math.Min(1 << Math.Min(round, 6), 50));
        }
    }

    private void SignalEach(CgroupDirectory? freezer)
    {
        const int sigkill = 9;
        freezer?.Write("freezer.state", "FROZEN");
        for (int i = 0; i < 10 && freezer?.Read("freezer.state") == "FREEZING"; i++)
            Thread.Sleep(1);
        foreach (int pid in Processes())
        {
            if (Libc.syscall(SyscallNumber.Kill, pid, sigkill, 0, 0, 0, 0) >= 0 || Libc.LastErrno == Errno.ESRCH)
                continue;
            KernelException failure = new("kill process", $"{pid}", Libc.LastErrno);
            freezer?.Write("freezer.state", "THAWED");
            throw failure;
        }
    }

    private void SetFrozen(bool frozen, TimeSpan patience)
    {
        long end = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        CgroupDirectory? freezer = Find("freezer");
        CgroupDirectory directory = freezer ?? Unified ?? throw new KernelException("freeze", Path, Errno.EOPNOTSUPP);
        for (int wait = 1; ; wait = Math.Min(wait * 2, 20))
        {
            // Version 1 may stay in FREEZING until it is told again.
            Errno errno = freezer is not null ? directory.Write("freezer.state", frozen ? "FROZEN" : "THAWED") : directory.Write("cgroup.freeze", frozen ? "1" : "0");
            if (errno != Errno.None)
                throw new KernelException(frozen ? "freeze" : "thaw", directory.Path, errno);
            bool done = freezer is not null
                ? directory.Read("freezer.state") == (frozen ? "FROZEN" : "THAWED")
                : directory.ReadKey("cgroup.events", "frozen"u8) == (frozen ? 1 : 0);
            if (done)
                return;
            if (Environment.TickCount64 >= end)
            {
                if (frozen)
                    directory.Write(freezer is not null ? "freezer.state" : "cgroup.freeze", freezer is not null ? "THAWED" : "0");
                throw new KernelException(frozen ? "freeze" : "thaw", directory.Path, Errno.ETIME);
            }
            Thread.Sleep(wait);
        }
    }
}
