using Berth.Kernel;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Planning;

/// <summary>From which nodes of a NUMA machine memory comes: config-linux.md "Memory policy", set_mempolicy(2).</summary>
internal static class MemoryPolicySection
{
    public static void Add(PlanContext context)
    {
        if (context.Linux.MemoryPolicy is not { } policy)
        {
            return;
        }

        int mode = policy.Mode switch
        {
            "MPOL_DEFAULT" => 0,
            "MPOL_PREFERRED" => 1,
            "MPOL_BIND" => 2,
            "MPOL_INTERLEAVE" => 3,
            "MPOL_LOCAL" => 4,
            "MPOL_PREFERRED_MANY" => 5,
            "MPOL_WEIGHTED_INTERLEAVE" => 6,
            _ => throw PlanContext.Invalid($"config.json: linux.memoryPolicy.mode: unknown mode '{policy.Mode}'"),
        };
        foreach (string name in policy.Flags ?? [])
        {
            mode |= Flag(name);
        }

        byte[] mask = policy.Nodes is { Length: > 0 } nodes ? NumberMask.Of(nodes, "linux.memoryPolicy.nodes") : [];
        context.Child.Group = "limits";
        // The kernel reads one bit less than it is told.
        context.Child.Add($"set the memory policy {policy.Mode}{(mask.Length == 0 ? "" : $" of the nodes {policy.Nodes}")}", SyscallNumber.SetMempolicy,
            mask.Length == 0 ? [mode, 0, 0] : [mode, context.Child.Bytes(mask), mask.Length * 8 + 1],
            "after the cgroup, whose nodes it is limited to");
    }

    private static int Flag(string name) => name switch
    {
        "MPOL_F_NUMA_BALANCING" => 1 << 13,
        "MPOL_F_RELATIVE_NODES" => 1 << 14,
        "MPOL_F_STATIC_NODES" => 1 << 15,
        _ => throw PlanContext.Invalid($"config.json: linux.memoryPolicy.flags: unknown flag '{name}'"),
    };
}
