namespace Berth.Engine.Contracts;

/// <summary>Docker Engine API <c>EndpointSettings</c>: a container's place in one network.</summary>
public sealed record EndpointSettings
{
    public EndpointIpamConfig? IPAMConfig { get; init; }

    public string[]? Links { get; init; }

    public string[]? Aliases { get; init; }

    public string MacAddress { get; init => field = value ?? ""; } = "";

    public SortedDictionary<string, string>? DriverOpts { get; init; }

    public int GwPriority { get; init; }

    public string NetworkID { get; init => field = value ?? ""; } = "";

    public string EndpointID { get; init => field = value ?? ""; } = "";

    public string Gateway { get; init => field = value ?? ""; } = "";

    public string IPAddress { get; init => field = value ?? ""; } = "";

    public int IPPrefixLen { get; init; }

    public string IPv6Gateway { get; init => field = value ?? ""; } = "";

    public string GlobalIPv6Address { get; init => field = value ?? ""; } = "";

    public int GlobalIPv6PrefixLen { get; init; }

    public string[]? DNSNames { get; init; }
}

/// <summary>Addresses that the user asked for.</summary>
public sealed record EndpointIpamConfig
{
    public string IPv4Address { get; init => field = value ?? ""; } = "";

    public string IPv6Address { get; init => field = value ?? ""; } = "";
}
