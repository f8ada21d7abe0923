namespace Berth.Oci.Runtime;

/// <summary>The limit on the number of tasks.</summary>
public sealed record PidsResources
{
    /// <summary>Zero or less is unlimited.</summary>
    public long? Limit { get; init; }
}
