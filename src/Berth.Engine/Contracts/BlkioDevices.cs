namespace Berth.Engine.Contracts;

/// <summary>The <c>--blkio-weight-device</c> flag.</summary>
public sealed record WeightDevice
{
    public string Path { get; init => field = value ?? ""; } = "";

    public int Weight { get; init; }
}

/// <summary>The <c>--device-read-bps</c> family: bytes or operations per second.</summary>
public sealed record ThrottleDevice
{
    public string Path { get; init => field = value ?? ""; } = "";

    public ulong Rate { get; init; }
}
