namespace Berth.Kernel.Launch;

/// <summary>
/// The making of one process as data: how to clone it, then which system calls it makes before it becomes the program.
/// A plan holds no descriptor itself; it has a table of <see cref="DescriptorCount"/> places which the executor fills.
/// </summary>
public sealed class LaunchPlan
{
    internal LaunchPlan(CloneOptions clone, StepRecord[] records, byte[] data, int[] relocations, int slotCount, int descriptorCount,
        IReadOnlyList<LaunchStep> steps)
    {
        Clone = clone;
        Records = records;
        Data = data;
        Relocations = relocations;
        SlotCount = slotCount;
        DescriptorCount = descriptorCount;
        Steps = steps;
    }

    public CloneOptions Clone { get; }

    /// <summary>The steps in readable form; empty for a plan that came over a socket (its sender keeps the descriptions).</summary>
    public IReadOnlyList<LaunchStep> Steps { get; }

    /// <summary>How many descriptors the executor has to bring, in the order in which the builder handed out their slots.</summary>
    public int DescriptorCount { get; }

    public int StepCount => Records.Length;

    internal StepRecord[] Records { get; }

    /// <summary>Strings and structures that steps point to.</summary>
    internal byte[] Data { get; }

    /// <summary>Offsets in <see cref="Data"/> of 8-byte values that are themselves offsets and become addresses.</summary>
    internal int[] Relocations { get; }

    internal int SlotCount { get; }
}

/// <summary>How clone3(2) is called.</summary>
public sealed record CloneOptions
{
    /// <summary>CLONE_NEW* flags; CLONE_PIDFD and CLONE_INTO_CGROUP are added by the executor.</summary>
    public required CloneFlags Flags { get; init; }

    /// <summary>Directory of the cgroup v2 that the child is born into.</summary>
    public DescriptorSlot? Cgroup { get; init; }

    /// <summary>A pid namespace which the caller enters for the clone, and leaves again.</summary>
    public DescriptorSlot? PidNamespace { get; init; }
}
