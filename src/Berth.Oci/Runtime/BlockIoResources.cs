using System.Text.Json.Serialization;

namespace Berth.Oci.Runtime;

/// <summary>Block I/O weights and limits.</summary>
public sealed record BlockIoResources
{
    /// <summary>From 10 to 1000.</summary>
    public ushort? Weight { get; init; }

    public ushort? LeafWeight { get; init; }

    public WeightDevice[]? WeightDevice { get; init; }

    public ThrottleDevice[]? ThrottleReadBpsDevice { get; init; }

    public ThrottleDevice[]? ThrottleWriteBpsDevice { get; init; }

    [JsonPropertyName("throttleReadIOPSDevice")]
    public ThrottleDevice[]? ThrottleReadIopsDevice { get; init; }

    [JsonPropertyName("throttleWriteIOPSDevice")]
    public ThrottleDevice[]? ThrottleWriteIopsDevice { get; init; }
}

/// <summary>The weight of one block device.</summary>
public sealed record WeightDevice
{
    public required long Major { get; init; }

    public required long Minor { get; init; }

    public ushort? Weight { get; init; }

    public ushort? LeafWeight { get; init; }
}

/// <summary>The rate limit of one block device, in bytes or operations per second.</summary>
public sealed record ThrottleDevice
{
    public required long Major { get; init; }

    public required long Minor { get; init; }

    public required ulong Rate { get; init; }
}
