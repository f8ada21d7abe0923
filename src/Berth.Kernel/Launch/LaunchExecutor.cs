using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Berth.Kernel.Processes;

namespace Berth.Kernel.Launch;

/// <summary>
/// Runs a plan: clones the child, waits on the error pipe, and says how it went. Call it from a small, quiet process and from
/// a thread that lives as long as the child should: the parent-death signal follows the thread that cloned.
/// </summary>
public static unsafe class LaunchExecutor
{
    /// <summary>Signals: SIGCHLD is what a parent is told with.</summary>
    private const int ExitSignal = 17;

    [StructLayout(LayoutKind.Sequential)]
    private struct CloneArguments
    {
        public ulong Flags;
        public ulong PidFd;
        public ulong ChildTid;
        public ulong ParentTid;
        public ulong ExitSignal;
        public ulong Stack;
        public ulong StackSize;
        public ulong Tls;
        public ulong SetTid;
        public ulong SetTidSize;
        public ulong Cgroup;
    }

    /// <param name="plan">What the child does.</param>
    /// <param name="descriptors">One number for each place of the plan's descriptor table; they stay the caller's.</param>
    /// <param name="timeout">How long a child may stay silent before it is killed.</param>
    /// <param name="onPause">
    /// Called for each step with <see cref="StepReport.Pause"/> while the child waits after it. When it throws, the child is killed and
    /// reaped, and the exception goes on to the caller.
    /// </param>
    public static LaunchOutcome Execute(LaunchPlan plan, ReadOnlySpan<int> descriptors, TimeSpan timeout, Action<LaunchPause>? onPause = null)
    {
        using var bound = new BoundPlan(plan, descriptors);
        (Fd read, Fd write) = Pipes.Create();
        (Fd Read, Fd Write)? go = onPause is null ? null : Pipes.Create();
        using (read)
        using (write)
        using (go?.Read)
        using (go?.Write)
        {
            bound.Frame->GoPipe = go?.Read.Number ?? -1;
            bound.Frame->GoPipeOther = go?.Write.Number ?? -1;
            int pid = Clone(plan, descriptors, bound.Frame, write.Number, out int pidFd, out Errno errno);
            if (pid < 0)
            {
                return new LaunchOutcome.Failed(-1, errno);
            }

            var handle = new Fd(pidFd);
            write.Dispose();
            try
            {
                return Await(plan, read, go?.Write, ref pid, ref handle, timeout, onPause);
            }
            catch
            {
                End(handle);
                throw;
            }
        }
    }

    private static LaunchOutcome Await(LaunchPlan plan, Fd reports, Fd? go, ref int pid, ref Fd handle, TimeSpan timeout, Action<LaunchPause>? onPause)
    {
        while (true)
        {
            LaunchLoop.Report report;
            int got = ReadReport(reports, &report, timeout);
            if (got == 0 && Array.Exists(plan.Records, record => record.Report == StepReport.Ready))
            {
                // It would have said so before it became the program: something has killed it.
                End(handle);
                return new LaunchOutcome.Failed(-2, Errno.ESRCH);
            }

            if (got == 0)
            {
                return new LaunchOutcome.Started(pid, handle, IsWaiting: false);
            }

            if (got < 0 || report.Errno != 0)
            {
                End(handle);
                return got < 0 ? new LaunchOutcome.Failed(-2, Errno.ETIMEDOUT) : new LaunchOutcome.Failed(report.Step, (Errno)report.Errno);
            }

            if (report.Pid != 0)
            {
                // Ours by CLONE_PARENT, so the number cannot have been given to another meanwhile.
                Fd successor = ChildProcesses.TryOpen(report.Pid) ?? throw new KernelException("open the process", report.Pid.ToString(), Errno.ESRCH);
                ChildProcesses.Reap(handle);
                handle.Dispose();
                (pid, handle) = (report.Pid, successor);
            }
            else if (onPause is not null && go is not null && plan.Records[report.Step].Report == StepReport.Pause)
            {
                onPause(new LaunchPause(report.Step, pid, handle));
                Files.Write(go, "0"u8);
            }
            else
            {
                return new LaunchOutcome.Started(pid, handle, IsWaiting: true);
            }
        }
    }

    private static void End(Fd process)
    {
        Signals.TrySend(process, Signals.Kill);
        ChildProcesses.Reap(process);
        process.Dispose();
    }

    private static int Clone(LaunchPlan plan, ReadOnlySpan<int> descriptors, LaunchLoop.Frame* frame, int errorPipe, out int pidFd, out Errno errno)
    {
        CloneArguments arguments = default;
        int handle = -1;
        arguments.Flags = (ulong)(plan.Clone.Flags | CloneFlags.PidFd | CloneFlags.ClearSignalHandlers);
        arguments.PidFd = (ulong)&handle;
        arguments.ExitSignal = ExitSignal;
        if (plan.Clone.Cgroup is { } cgroup)
        {
            arguments.Flags |= (ulong)CloneFlags.IntoCgroup;
            arguments.Cgroup = (ulong)descriptors[cgroup.Index];
        }

        frame->Syscall = (delegate*<nint, nint, nint, nint, nint, nint, nint, nint>)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "syscall");
        frame->CloneArguments = &arguments;
        frame->CloneArgumentsLength = sizeof(CloneArguments);
        frame->CloneNumber = SyscallNumber.Clone3;
        frame->ReadNumber = SyscallNumber.Read;
        frame->CloseNumber = SyscallNumber.Close;
        frame->WriteNumber = SyscallNumber.Write;
        frame->ExitNumber = SyscallNumber.ExitGroup;
        frame->SignalWaitNumber = SyscallNumber.RtSigtimedwait;
        frame->WaitNumber = SyscallNumber.Wait4;
        frame->KillNumber = SyscallNumber.Kill;
        frame->AllSignals = ulong.MaxValue;
        frame->ErrorPipe = errorPipe;

        using Fd? ownPidNamespace = plan.Clone.PidNamespace is { } joined ? PidNamespace.Enter(descriptors[joined.Index]) : null;
        ulong oldMask = SignalMask.BlockAll();
        frame->Errno = Libc.__errno_location();
        nint pid = LaunchLoop.CloneAndRun(frame);
        errno = pid < 0 ? (Errno)(*frame->Errno) : Errno.None;
        SignalMask.Restore(oldMask);
        if (ownPidNamespace is not null)
        {
            PidNamespace.Return(ownPidNamespace);
        }

        pidFd = handle;
        return (int)pid;
    }

    /// <summary>Bytes of the report: 0 when the pipe closed (the program runs), -1 on time-out.</summary>
    private static int ReadReport(Fd pipe, LaunchLoop.Report* report, TimeSpan timeout)
    {
        long deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        while (true)
        {
            var poll = new Libc.PollFd { Fd = pipe.Number, Events = Libc.PollIn };
            int remaining = (int)Math.Clamp(deadline - Environment.TickCount64, 0, int.MaxValue);
            int ready = Libc.poll(&poll, 1, remaining);
            if (ready == 0)
            {
                return -1;
            }

            if (ready > 0)
            {
                return (int)Libc.Check(Libc.read(pipe.Number, (byte*)report, (nuint)sizeof(LaunchLoop.Report)), "read the launch report");
            }
        }
    }
}
