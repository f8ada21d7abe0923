namespace Berth.Oci.Runtime;

/// <summary>The CPU affinity of an exec'd process, as CPU lists (<c>0-3,7</c>).</summary>
public sealed record CpuAffinity
{
    /// <summary>Before the process enters the container's cgroup.</summary>
    public string? Initial { get; init; }

    /// <summary>After it.</summary>
    public string? Final { get; init; }
}
