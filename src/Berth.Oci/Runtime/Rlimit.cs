namespace Berth.Oci.Runtime;

/// <summary>One resource limit of setrlimit(2).</summary>
public sealed record Rlimit
{
    /// <summary>E.g. <c>RLIMIT_NOFILE</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The ceiling; 2^64 - 1 is unlimited.</summary>
    public required ulong Hard { get; init; }

    public required ulong Soft { get; init; }
}
