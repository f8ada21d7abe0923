namespace Berth.Oci.Runtime;

/// <summary>The limit on huge pages of one size.</summary>
public sealed record HugepageLimit
{
    /// <summary><c>64KB</c>, <c>2MB</c>, <c>1GB</c>.</summary>
    public required string PageSize { get; init; }

    /// <summary>Bytes.</summary>
    public required ulong Limit { get; init; }
}
