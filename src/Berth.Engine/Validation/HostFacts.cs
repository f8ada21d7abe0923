namespace Berth.Engine;

/// <summary>What requests are checked against and defaults depend on.</summary>
internal sealed record HostFacts
{
    internal required int Cpus { get; init; }

    /// <summary>Cgroup v2 alone, without v1 hierarchies.</summary>
    internal required bool HasUnifiedCgroups { get; init; }

    internal static HostFacts Read() => new()
    {
        Cpus = Environment.ProcessorCount,
        HasUnifiedCgroups = Kernel.Files.TryStatus(null, "/sys/fs/cgroup/cgroup.controllers", out _) == Kernel.Errno.None,
    };
}
