using System.Globalization;
using Berth.Kernel;
using Berth.Kernel.Launch;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Planning;

/// <summary>
/// Clocks of the container's own: config-linux.md "Offset for Time Namespace". A process born into a new time namespace cannot set its
/// offsets any more; so the child makes one for its children, writes the offsets, and then enters it. time_namespaces(7).
/// </summary>
internal static class TimeSection
{
    public static void Add(PlanContext context)
    {
        if (context.Linux.TimeOffsets is not { Count: > 0 } offsets)
        {
            return;
        }

        Namespace ns = context.FindNamespace("time")
            ?? throw PlanContext.Invalid("config.json: linux.timeOffsets: cannot be set without a time namespace of the container's own");
        if (ns.Path is not null)
        {
            throw PlanContext.Invalid("config.json: linux.timeOffsets: the offsets of an existing time namespace cannot be changed", "remove the offsets or the namespace's path");
        }

        LaunchPlanBuilder child = context.Child;
        child.Group = "namespaces";
        child.Flags &= ~CloneFlags.NewTime;
        const string reason = "not with the clone: its offsets could not be set then";
        var lines = new List<string>();
        foreach ((string clock, TimeOffset offset) in offsets)
        {
            if (clock is not ("monotonic" or "boottime"))
            {
                throw PlanContext.Invalid($"config.json: linux.timeOffsets: unknown clock '{clock}' (monotonic and boottime have offsets)");
            }

            if (offset.Nanosecs >= 1_000_000_000)
            {
                throw PlanContext.Invalid($"config.json: linux.timeOffsets.{clock}.nanosecs: {offset.Nanosecs} is a second or more");
            }

            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{clock} {offset.Secs ?? 0} {offset.Nanosecs ?? 0}"));
        }

        ResultSlot proc = MountSection.PrivateProc(context);
        if (context.HasNamespace("user"))
        {
            // The file belongs to the host's root as long as the child cannot be traced.
            context.PauseAfter("make a time namespace and wait for its offsets", SyscallNumber.Unshare, [(long)CloneFlags.NewTime], reason,
                [new ParentWork.SetTimeOffsets(lines)]);
        }
        else
        {
            child.Add("make a time namespace", SyscallNumber.Unshare, [(long)CloneFlags.NewTime], reason);
            ResultSlot file = child.Add("open the time offsets", SyscallNumber.Openat, [proc, child.Text("self/timens_offsets"), OpenFlags.WriteOnly.Native()], keep: true);
            foreach (string line in lines)
            {
                child.Add($"set the offset {line}", SyscallNumber.Write, [file, child.Text(line), line.Length]);
            }
        }

        ResultSlot made = child.Add("open the time namespace", SyscallNumber.Openat,
            [proc, child.Text("self/ns/time_for_children"), OpenFlags.ReadOnly.Native()], keep: true);
        child.Add("enter the time namespace", SyscallNumber.Setns, [made, (long)CloneFlags.NewTime]);
    }
}
