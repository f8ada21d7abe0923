namespace Berth.Oci.Runtime;

/// <summary>The I/O priority of ioprio_set(2).</summary>
public sealed record IoPriority
{
    /// <summary><c>IOPRIO_CLASS_RT</c>, <c>IOPRIO_CLASS_BE</c> or <c>IOPRIO_CLASS_IDLE</c>.</summary>
    public required string Class { get; init; }

    /// <summary>From 0 (highest) to 7.</summary>
    public int Priority { get; init; }
}
