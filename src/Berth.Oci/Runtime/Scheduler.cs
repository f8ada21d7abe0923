namespace Berth.Oci.Runtime;

/// <summary>The scheduling attributes of sched_setattr(2).</summary>
public sealed record Scheduler
{
    /// <summary>E.g. <c>SCHED_OTHER</c>, <c>SCHED_FIFO</c>, <c>SCHED_DEADLINE</c>.</summary>
    public required string Policy { get; init; }

    public int? Nice { get; init; }

    public int? Priority { get; init; }

    /// <summary>E.g. <c>SCHED_FLAG_RESET_ON_FORK</c>.</summary>
    public string[]? Flags { get; init; }

    /// <summary>Nanoseconds (deadline policy).</summary>
    public ulong? Runtime { get; init; }

    /// <summary>Nanoseconds (deadline policy).</summary>
    public ulong? Deadline { get; init; }

    /// <summary>Nanoseconds (deadline policy).</summary>
    public ulong? Period { get; init; }
}
