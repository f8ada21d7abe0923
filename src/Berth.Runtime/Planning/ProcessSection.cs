using System.Runtime.InteropServices;
using System.Text;
using Berth.Kernel;
using Berth.Kernel.Launch;
using Berth.Kernel.Mounts;
using Berth.Kernel.Processes;
using Berth.Oci.Runtime;
using Berth.Runtime.Preparation;

namespace Berth.Runtime.Planning;

/// <summary>What the process brings along: session, death signal, limits, working directory, signals. config.md "Process".</summary>
internal static class ProcessSection
{
    private const int PR_SET_PDEATHSIG = 1, PR_SET_DUMPABLE = 4, PR_SET_NAME = 15;
    private const int KEYCTL_JOIN_SESSION_KEYRING = 1;
    private const int SIG_SETMASK = 2;
    private const int CLOSE_RANGE_CLOEXEC = 4;

    public static void Begin(PlanContext context, bool diesWithParent, bool keepsKeyring = false)
    {
        LaunchPlanBuilder child = context.Child;
        child.Group = "process";
        if (diesWithParent)
        {
            child.Add("die with the supervisor", SyscallNumber.Prctl, [PR_SET_PDEATHSIG, Signals.Kill], "nothing runs unwatched");
        }

        child.Add("forbid tracing", SyscallNumber.Prctl, [PR_SET_DUMPABLE, 0], "until it is the program, this process still has the engine's memory");
        child.Add("start a session", SyscallNumber.Setsid, []);
        if (!keepsKeyring)
        {
            child.Add("join a session keyring of its own", SyscallNumber.Keyctl, [KEYCTL_JOIN_SESSION_KEYRING, 0],
                "the host's keys stay the host's", tolerated: [Errno.ENOSYS, Errno.EPERM, Errno.EDQUOT]);
        }
    }

    /// <summary>The identity has changed, and with it the death signal was cleared, prctl(2).</summary>
    public static void RenewDeathSignal(PlanContext context, bool diesWithParent)
    {
        if (diesWithParent)
        {
            context.Child.Add("die with the supervisor (again)", SyscallNumber.Prctl, [PR_SET_PDEATHSIG, Signals.Kill], "a change of identity clears it");
        }
    }

    public static void WorkingDirectory(PlanContext context)
    {
        string cwd = context.Process.Cwd;
        if (!cwd.StartsWith('/'))
        {
            throw PlanContext.Invalid($"config.json: process.cwd: '{cwd}' is not an absolute path");
        }

        LaunchPlanBuilder child = context.Child;
        child.Group = "process";
        ResultSlot directory = child.Add($"open the working directory {cwd}", SyscallNumber.Openat2,
            [MountNumbers.AtFdCwd, child.Text(cwd), OpenHow.Bytes(child, OpenFlags.Path | OpenFlags.Directory, ResolveFlags.NoMagicLinks), OpenHow.Size],
            "a link of procfs could lead out of the container", keep: true);
        child.Add($"go to {cwd}", SyscallNumber.Fchdir, [directory]);
    }

    /// <summary>A working directory that does not exist is made, as docker and runc do; below what the child mounts it has to be there.</summary>
    public static void PrepareWorkingDirectory(PlanContext context)
    {
        MountSection.PrepareDirectory(context, context.Process.Cwd);
    }

    public static void Limits(PlanContext context)
    {
        LaunchPlanBuilder child = context.Child;
        child.Group = "limits";
        if (context.Process.OomScoreAdj is { } score && !context.MapsIds)
        {
            ResultSlot proc = MountSection.PrivateProc(context);
            ResultSlot file = child.Add("open oom_score_adj", SyscallNumber.Openat, [proc, child.Text("self/oom_score_adj"), OpenFlags.WriteOnly.Native()], keep: true);
            string text = score.ToString(System.Globalization.CultureInfo.InvariantCulture);
            child.Add($"set oom_score_adj to {text}", SyscallNumber.Write, [file, child.Text(text), Encoding.UTF8.GetByteCount(text)],
                "lowering it needs CAP_SYS_RESOURCE", tolerated: [Errno.EACCES]);
        }

        var seen = new HashSet<string>();
        foreach (Rlimit limit in context.Process.Rlimits ?? [])
        {
            if (!seen.Add(limit.Type))
            {
                throw PlanContext.Invalid($"config.json: process.rlimits: {limit.Type} is there twice");
            }

            if (!ResourceLimits.TryParse(limit.Type, out int resource))
            {
                throw PlanContext.Invalid($"config.json: process.rlimits: unknown type '{limit.Type}'");
            }

            if (limit.Soft > limit.Hard)
            {
                throw PlanContext.Invalid($"config.json: process.rlimits: {limit.Type}: the soft limit {limit.Soft} is above the hard limit {limit.Hard}");
            }

            ReadOnlySpan<ulong> pair = [limit.Soft, limit.Hard];
            child.Add($"limit {limit.Type} to {limit.Soft}:{limit.Hard}", SyscallNumber.Prlimit64, [0, resource, child.Bytes(MemoryMarshal.AsBytes(pair)), 0]);
        }

        uint umask = context.Process.User?.Umask ?? 0x12;
        child.Add($"set the umask to {Convert.ToString(umask, 8).PadLeft(3, '0')}", SyscallNumber.Umask, [umask]);
    }

    /// <summary>Puts back what this engine's own runtime changed, and lets nothing leak.</summary>
    public static void Restore(PlanContext context, int preservedDescriptors)
    {
        LaunchPlanBuilder child = context.Child;
        child.Group = "program";
        child.Add("close all other descriptors on execution", SyscallNumber.CloseRange, [3 + preservedDescriptors, uint.MaxValue, CLOSE_RANGE_CLOEXEC]);
        StepArgument byDefault = child.Bytes(new byte[32]);
        for (int signal = 1; signal <= Signals.Max; signal++)
        {
            if (signal is not (Signals.Kill or Signals.Stop))
            {
                child.Add("give every signal its default action", SyscallNumber.RtSigaction, [signal, byDefault, 0, 8],
                    "something above us may have ignored some (.NET ignores SIGPIPE, nohup SIGHUP), and execve would pass that on");
            }
        }

        child.Add("unblock all signals", SyscallNumber.RtSigprocmask, [SIG_SETMASK, child.Bytes(new byte[8]), 0, 8]);
    }

    /// <summary>The process splits: what stays is the container's init, what goes on becomes the program, in a session of its own.</summary>
    public static void BecomeInit(PlanContext context)
    {
        LaunchPlanBuilder child = context.Child;
        child.Group = "program";
        child.Add("be called berth-init", SyscallNumber.Prctl, [PR_SET_NAME, child.Text("berth-init")]);
        // clone, not clone3: filters cannot look into the latter's arguments and therefore refuse it, docker's among them.
        child.Add("clone the program, and stay as its init", SyscallNumber.Clone, [Signals.Child, 0, 0, 0, 0],
            "somebody has to reap orphans and to pass signals on", clones: StepClone.Init);
        child.Add("start a session", SyscallNumber.Setsid, []);
    }

    public static void WaitForStart(PlanContext context)
    {
        DescriptorSlot fifo = context.Given("start fifo");
        LaunchPlanBuilder child = context.Child;
        child.Group = "program";
        child.Add("report that all is ready", SyscallNumber.Getpid, [], report: StepReport.Ready);
        child.Add("wait for start", SyscallNumber.Read, [fifo, child.Bytes(new byte[8]), 1]);
    }
}
