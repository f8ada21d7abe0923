namespace Berth.Kernel.Launch;

/// <summary>
/// One system call of a launch plan, with everything needed to judge its result. Executed in the cloned child, in order.
/// </summary>
public sealed record LaunchStep
{
    public required int Syscall { get; init; }

    /// <summary>At most six arguments; missing ones are zero.</summary>
    public required IReadOnlyList<StepArgument> Arguments { get; init; }

    /// <summary>Errors (at most four) after which the plan goes on.</summary>
    public IReadOnlyList<Errno> Tolerated { get; init; } = [];

    /// <summary>Where the result is kept; a tolerated failure leaves -1 there.</summary>
    public ResultSlot? Result { get; init; }

    /// <summary>The step is skipped unless this earlier result is non-negative.</summary>
    public ResultSlot? Requires { get; init; }

    /// <summary>What the parent is told when the step has succeeded.</summary>
    public StepReport Report { get; init; }

    /// <summary>What becomes of this process when the step clones once more; the plan goes on in the new one.</summary>
    public StepClone Clones { get; init; }

    /// <summary>The chapter of the plan, e.g. <c>root file system</c>.</summary>
    public required string Group { get; init; }

    /// <summary>What a person reads when it fails, e.g. <c>mount proc at /proc</c>.</summary>
    public required string Description { get; init; }

    /// <summary>Why the step stands here, for <c>--explain</c>.</summary>
    public string? Reason { get; init; }
}
