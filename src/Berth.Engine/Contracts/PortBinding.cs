namespace Berth.Engine.Contracts;

/// <summary>Where a container's port is published on the host; an empty port lets the kernel choose.</summary>
public sealed record PortBinding
{
    public string HostIp { get; init => field = value ?? ""; } = "";

    public string HostPort { get; init => field = value ?? ""; } = "";
}
