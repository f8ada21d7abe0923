namespace Berth.Oci.Runtime;

/// <summary>A network interface that the container gets.</summary>
public sealed record NetDevice
{
    /// <summary>Its name inside the container; null keeps the host's.</summary>
    public string? Name { get; init; }
}
