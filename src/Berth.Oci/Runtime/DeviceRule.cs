namespace Berth.Oci.Runtime;

/// <summary>One rule of the cgroup's device controller.</summary>
public sealed record DeviceRule
{
    public required bool Allow { get; init; }

    /// <summary><c>a</c> (all; the default), <c>c</c> or <c>b</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Null (or -1) is every major number.</summary>
    public long? Major { get; init; }

    public long? Minor { get; init; }

    /// <summary>Any of <c>r</c>, <c>w</c> and <c>m</c> (mknod).</summary>
    public string? Access { get; init; }
}
