using System.Text;
using Berth.Kernel.Launch;
using Berth.Kernel.Security;
using Berth.Runtime.Planning;
using Berth.Runtime.Preparation;

namespace Berth.Cli.Containers;

/// <summary>What <c>run --explain</c> prints: the launch plan, numbered and grouped, each step with its reason.</summary>
internal static class PlanReport
{
    private static readonly (CloneFlags Flag, string Name)[] s_flags =
    [
        (CloneFlags.NewUser, "CLONE_NEWUSER"), (CloneFlags.NewMount, "CLONE_NEWNS"), (CloneFlags.NewPid, "CLONE_NEWPID"), (CloneFlags.NewNetwork, "CLONE_NEWNET"),
        (CloneFlags.NewIpc, "CLONE_NEWIPC"), (CloneFlags.NewUts, "CLONE_NEWUTS"), (CloneFlags.NewCgroup, "CLONE_NEWCGROUP"), (CloneFlags.NewTime, "CLONE_NEWTIME"),
        (CloneFlags.ClearSignalHandlers, "CLONE_CLEAR_SIGHAND"), (CloneFlags.IntoCgroup, "CLONE_INTO_CGROUP"), (CloneFlags.PidFd, "CLONE_PIDFD"),
    ];

    public static string Text(ContainerPlan plan)
    {
        int number = 0;
        var text = new StringBuilder("Made ready before the process exists:\n\n");
        foreach (PreparationStep step in plan.Preparation)
        {
            text.Append($"{++number,4}. {step.Description}\n");
        }

        CloneOptions clone = plan.Launch.Clone;
        string flags = string.Join(" | ", s_flags.Where(flag => (clone.Flags & flag.Flag) != 0).Select(flag => flag.Name).Append("CLONE_PIDFD").Distinct());
        text.Append($"\nThe process is cloned: clone3({flags}{(clone.Cgroup is null ? "" : " | CLONE_INTO_CGROUP")})\n\nIn the new process, in this order:\n");
        AppendSteps(text, plan.Launch.Steps, number);
        foreach (string warning in plan.Warnings)
        {
            text.Append($"\nWARNING: {warning}\n");
        }

        return text.ToString();
    }

    // Steps that differ only in a number (one per capability, one per signal) share a line.
    private static void AppendSteps(StringBuilder text, IReadOnlyList<LaunchStep> steps, int number)
    {
        string group = "", reason = "";
        for (int i = 0; i < steps.Count;)
        {
            LaunchStep step = steps[i];
            int end = i + 1;
            while (end < steps.Count && steps[end].Description == step.Description && steps[end].Group == step.Group)
            {
                end++;
            }

            if (step.Group != group)
            {
                group = step.Group;
                reason = "";
                text.Append($"\n  {group}\n");
            }

            text.Append($"{number + i + 1,4}. {SyscallNames.NameOf(step.Syscall)}: {step.Description}{(end - i > 1 ? $" (to step {number + end})" : "")}");
            text.Append(step.Tolerated.Count > 0 ? $" (may fail with {string.Join(", ", step.Tolerated)})\n" : "\n");
            if (step.Reason is string given && given != reason)
            {
                text.Append($"      {given}\n");
            }

            reason = step.Reason ?? "";
            i = end;
        }
    }
}
