using Berth.Kernel;
using Berth.Kernel.Launch;

namespace Berth.Runtime.Planning;

/// <summary>Standard streams and the controlling terminal.</summary>
internal static class StdioSection
{
    private const int TIOCSCTTY = 0x540E;

    public static void Connect(PlanContext context, DescriptorSlot? terminal, bool streamsAreGiven)
    {
        LaunchPlanBuilder child = context.Child;
        child.Group = "standard streams";
        if (terminal is { } peer)
        {
            for (int number = 0; number < 3; number++)
            {
                child.Add($"connect the terminal to descriptor {number}", SyscallNumber.Dup3, [peer, number, 0]);
            }
        }
        else if (streamsAreGiven)
        {
            string[] names = ["stdin", "stdout", "stderr"];
            for (int number = 0; number < 3; number++)
            {
                child.Add($"connect {names[number]}", SyscallNumber.Dup3, [context.Given(names[number]), number, 0]);
            }
        }
    }

    /// <summary>For the leader of a session.</summary>
    public static void TakeTerminal(PlanContext context)
    {
        if (context.Process.Terminal)
        {
            context.Child.Group = "standard streams";
            context.Child.Add("make the terminal the controlling one", SyscallNumber.Ioctl, [0, TIOCSCTTY, 0], "so that ctrl-c and the window's size arrive");
        }
    }
}
