namespace Berth.Oci.Runtime;

/// <summary>The NUMA policy of set_mempolicy(2).</summary>
public sealed record MemoryPolicy
{
    /// <summary>E.g. <c>MPOL_INTERLEAVE</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>A list of nodes, e.g. <c>0-3</c>.</summary>
    public string? Nodes { get; init; }

    /// <summary>E.g. <c>MPOL_F_STATIC_NODES</c>.</summary>
    public string[]? Flags { get; init; }
}
