namespace Berth.Oci.Runtime;

/// <summary>The limits on one RDMA device.</summary>
public sealed record RdmaLimit
{
    public uint? HcaHandles { get; init; }

    public uint? HcaObjects { get; init; }
}
