namespace Berth.Engine.Contracts;

/// <summary>Docker Engine API <c>DeviceMapping</c>: the <c>--device</c> flag. A directory maps every device below it.</summary>
public sealed record DeviceMapping
{
    public string PathOnHost { get; init => field = value ?? ""; } = "";

    public string PathInContainer { get; init => field = value ?? ""; } = "";

    /// <summary>A subset of <c>rwm</c>.</summary>
    public string CgroupPermissions { get; init => field = value ?? ""; } = "";
}

/// <summary>Docker Engine API <c>DeviceRequest</c>: the <c>--gpus</c> flag. Berth refuses it; the record exists so that the refusal is clear.</summary>
public sealed record DeviceRequest
{
    public string Driver { get; init => field = value ?? ""; } = "";

    public int Count { get; init; }

    public string[]? DeviceIDs { get; init; }

    public string[][]? Capabilities { get; init; }

    public SortedDictionary<string, string>? Options { get; init; }
}
