using Berth.Kernel;
using Berth.Kernel.Cgroups;

namespace Berth.Engine.Supervision;

/// <summary>Out of the session's or the unit's cgroup: when that ends, everything in it is killed.</summary>
internal static class SupervisorCgroup
{
    /// <summary>
    /// How long a supervisor whose starter is attached stays where it was started, in milliseconds. Moving a process takes the kernel's lock on all
    /// cgroups and forks for 5 to 15 ms, which would be half of a short run; and while the starter waits, its session has not ended.
    /// </summary>
    public const int AttachedDelay = 1000;

    /// <summary>Where it cannot be done (no privilege, no cgroups) the supervisor stays where it is.</summary>
    public static void Leave()
    {
        try
        {
            Cgroup.Create(CgroupHost.Detect(), "berth/supervisors").AddSelfUnlessAtRoot();
        }
        catch (KernelException)
        {
        }
    }
}
