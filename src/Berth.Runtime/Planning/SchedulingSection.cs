using System.Buffers.Binary;
using Berth.Kernel;
using Berth.Kernel.Launch;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Planning;

/// <summary>
/// When the process gets a processor and the disk: config.md "scheduler", "ioPriority", "execCPUAffinity". After the cgroup is entered, whose
/// controllers decide what is possible, and while the capabilities for it are still there.
/// </summary>
internal static class SchedulingSection
{
    private const int IOPRIO_WHO_PROCESS = 1, IOPRIO_CLASS_SHIFT = 13;
    private const int SchedAttrSize = 48;

    public static void Add(PlanContext context)
    {
        context.Child.Group = "limits";
        if (context.Process.Scheduler is { } scheduler)
        {
            Schedule(context.Child, scheduler);
        }

        if (context.Process.IoPriority is { } priority)
        {
            PrioritizeIo(context.Child, priority);
        }
    }

    /// <summary>
    /// Of an exec: where it runs until it is in the container's cgroup. One that is born there has no such time.
    /// </summary>
    public static void InitialAffinity(PlanContext context)
    {
        if (context.Process.ExecCpuAffinity?.Initial is { Length: > 0 } list)
        {
            Bind(context, list, "process.execCPUAffinity.initial", "until it is in the container's cgroup");
        }
    }

    /// <summary>Of an exec: where it runs from then on.</summary>
    public static void FinalAffinity(PlanContext context, bool hadInitial)
    {
        if (context.Process.ExecCpuAffinity?.Final is { Length: > 0 } list)
        {
            Bind(context, list, "process.execCPUAffinity.final", "in the container's cgroup");
        }
        else if (hadInitial && context.Process.ExecCpuAffinity?.Initial is { Length: > 0 })
        {
            context.Child.Group = "process";
            var all = new byte[1024];
            all.AsSpan().Fill(0xFF);
            context.Child.Add("run on all processors of the cgroup", SyscallNumber.SchedSetaffinity, [0, all.Length, context.Child.Bytes(all)],
                "the initial list was for the way there only");
        }
    }

    private static void Bind(PlanContext context, string list, string field, string reason)
    {
        byte[] mask = NumberMask.Of(list, field);
        context.Child.Group = "process";
        context.Child.Add($"run on the processors {list}", SyscallNumber.SchedSetaffinity, [0, mask.Length, context.Child.Bytes(mask)], reason);
    }

    private static void Schedule(LaunchPlanBuilder child, Scheduler scheduler)
    {
        uint policy = scheduler.Policy switch
        {
            "SCHED_OTHER" => 0,
            "SCHED_FIFO" => 1,
            "SCHED_RR" => 2,
            "SCHED_BATCH" => 3,
            "SCHED_ISO" => 4,
            "SCHED_IDLE" => 5,
            "SCHED_DEADLINE" => 6,
            _ => throw PlanContext.Invalid($"config.json: process.scheduler.policy: unknown policy '{scheduler.Policy}'"),
        };
        ulong flags = 0;
        foreach (string name in scheduler.Flags ?? [])
        {
            flags |= Flag(name);
        }

        int nice = scheduler.Nice ?? 0, priority = scheduler.Priority ?? 0;
        if (nice is < -20 or > 19)
        {
            throw PlanContext.Invalid($"config.json: process.scheduler.nice: {nice} is out of range (-20 to 19)");
        }

        if (priority != 0 && policy is not (1 or 2))
        {
            throw PlanContext.Invalid("config.json: process.scheduler.priority: only SCHED_FIFO and SCHED_RR have one");
        }

        if (policy != 6 && (scheduler.Runtime ?? scheduler.Deadline ?? scheduler.Period ?? 0) != 0)
        {
            throw PlanContext.Invalid("config.json: process.scheduler: runtime, deadline and period are for SCHED_DEADLINE only");
        }

        // struct sched_attr of sched_setattr(2), version 0.
        Span<byte> attributes = stackalloc byte[SchedAttrSize];
        BinaryPrimitives.WriteUInt32LittleEndian(attributes, SchedAttrSize);
        BinaryPrimitives.WriteUInt32LittleEndian(attributes[4..], policy);
        BinaryPrimitives.WriteUInt64LittleEndian(attributes[8..], flags);
        BinaryPrimitives.WriteInt32LittleEndian(attributes[16..], nice);
        BinaryPrimitives.WriteInt32LittleEndian(attributes[20..], priority);
        BinaryPrimitives.WriteUInt64LittleEndian(attributes[24..], scheduler.Runtime ?? 0);
        BinaryPrimitives.WriteUInt64LittleEndian(attributes[32..], scheduler.Deadline ?? 0);
        BinaryPrimitives.WriteUInt64LittleEndian(attributes[40..], scheduler.Period ?? 0);
        string details = policy switch
        {
            1 or 2 => $", priority {priority}",
            6 => $", {scheduler.Runtime ?? 0} of {scheduler.Period ?? 0} ns by {scheduler.Deadline ?? 0}",
            _ => $", nice {nice}",
        };
        child.Add($"schedule by {scheduler.Policy}{details}", SyscallNumber.SchedSetattr, [0, child.Bytes(attributes), 0],
            "the cgroup has been entered, whose controllers may forbid it");
    }

    private static ulong Flag(string name) => name switch
    {
        "SCHED_FLAG_RESET_ON_FORK" => 0x01,
        "SCHED_FLAG_RECLAIM" => 0x02,
        "SCHED_FLAG_DL_OVERRUN" => 0x04,
        "SCHED_FLAG_KEEP_POLICY" => 0x08,
        "SCHED_FLAG_KEEP_PARAMS" => 0x10,
        "SCHED_FLAG_UTIL_CLAMP_MIN" => 0x20,
        "SCHED_FLAG_UTIL_CLAMP_MAX" => 0x40,
        _ => throw PlanContext.Invalid($"config.json: process.scheduler.flags: unknown flag '{name}'"),
    };

    private static void PrioritizeIo(LaunchPlanBuilder child, IoPriority priority)
    {
        int type = priority.Class switch
        {
            "IOPRIO_CLASS_RT" => 1,
            "IOPRIO_CLASS_BE" => 2,
            "IOPRIO_CLASS_IDLE" => 3,
            _ => throw PlanContext.Invalid($"config.json: process.ioPriority.class: unknown class '{priority.Class}'"),
        };
        if (priority.Priority is < 0 or > 7)
        {
            throw PlanContext.Invalid($"config.json: process.ioPriority.priority: {priority.Priority} is out of range (0 to 7)");
        }

        child.Add($"set the I/O priority {priority.Class} {priority.Priority}", SyscallNumber.IoprioSet,
            [IOPRIO_WHO_PROCESS, 0, type << IOPRIO_CLASS_SHIFT | priority.Priority]);
    }
}
