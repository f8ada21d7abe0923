namespace Berth.Kernel.Processes;

/// <summary>How a process ended: it returned a code, or a signal ended it.</summary>
public readonly record struct ExitStatus(int Code, int Signal)
{
    /// <summary>The shell's number: the exit code, or 128 + signal.</summary>
    public int ShellCode => Signal == 0 ? Code : 128 + Signal;
}

/// <summary>Children of this process by pidfd, waitid(2).</summary>
public static unsafe class ChildProcesses
{
    private const int CLD_EXITED = 1;
    private const int P_ALL = 0;

    public static Fd? TryOpen(int pid)
    {
        nint fd = Libc.syscall(SyscallNumber.PidfdOpen, pid, 0, 0, 0, 0, 0);
        return fd < 0 ? null : new Fd((int)fd);
    }

    /// <summary>Waits for the child and reaps it.</summary>
    public static ExitStatus Reap(Fd pidFd) => Wait(pidFd, 0) ?? throw new KernelException("wait for", "child", Errno.ECHILD);

    /// <summary>Reaps the child if it has ended; null while it runs.</summary>
    public static ExitStatus? TryReap(Fd pidFd) => Wait(pidFd, Libc.WNOHANG);

    /// <summary>The pid of an ended child that is still to be reaped; null when there is none.</summary>
    public static int? PeekEnded()
    {
        Libc.ChildInfo info = default;
        return Libc.waitid(P_ALL, 0, &info, Libc.WEXITED | Libc.WNOHANG | Libc.WNOWAIT) < 0 || info.Pid == 0 ? null : info.Pid;
    }

    private static ExitStatus? Wait(Fd pidFd, int options)
    {
        while (true)
        {
            Libc.ChildInfo info = default;
            if (Libc.waitid(Libc.P_PIDFD, pidFd.Number, &info, Libc.WEXITED | options) == 0)
            {
                return info.Pid == 0 ? null : StatusOf(info);
            }

            if (Libc.LastErrno != Errno.EINTR)
            {
                throw new KernelException("wait for", "child", Libc.LastErrno);
            }
        }
    }

    private static ExitStatus StatusOf(in Libc.ChildInfo info) =>
        info.Code == CLD_EXITED ? new ExitStatus(info.Status, 0) : new ExitStatus(0, info.Status);
}
