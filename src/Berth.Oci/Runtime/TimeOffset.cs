namespace Berth.Oci.Runtime;

/// <summary>The offset of one clock in a time namespace.</summary>
public sealed record TimeOffset
{
    public long? Secs { get; init; }

    public uint? Nanosecs { get; init; }
}
