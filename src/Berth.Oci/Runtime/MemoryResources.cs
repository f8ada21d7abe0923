using System.Text.Json.Serialization;

namespace Berth.Oci.Runtime;

/// <summary>Memory limits, in bytes; -1 is unlimited.</summary>
public sealed record MemoryResources
{
    public long? Limit { get; init; }

    /// <summary>The soft limit.</summary>
    public long? Reservation { get; init; }

    /// <summary>Memory and swap together.</summary>
    public long? Swap { get; init; }

    /// <summary>Deprecated by the specification and by the kernel.</summary>
    public long? Kernel { get; init; }

    [JsonPropertyName("kernelTCP")]
    public long? KernelTcp { get; init; }

    /// <summary>From 0 to 100.</summary>
    public ulong? Swappiness { get; init; }

    [JsonPropertyName("disableOOMKiller")]
    public bool? DisableOomKiller { get; init; }

    public bool? UseHierarchy { get; init; }

    /// <summary>Whether an update below the present use is refused.</summary>
    public bool? CheckBeforeUpdate { get; init; }
}
