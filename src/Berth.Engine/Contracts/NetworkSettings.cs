namespace Berth.Engine.Contracts;

/// <summary>Docker Engine API <c>NetworkSettings</c>. The flat fields repeat the default bridge's endpoint, as Docker's do.</summary>
public sealed record NetworkSettings
{
    public string Bridge { get; init => field = value ?? ""; } = "";

    public string SandboxID { get; init => field = value ?? ""; } = "";

    /// <summary>Path of the network namespace.</summary>
    public string SandboxKey { get; init => field = value ?? ""; } = "";

    public SortedDictionary<string, PortBinding[]?> Ports { get; init => field = value ?? []; } = [];

    public bool HairpinMode { get; init; }

    public string LinkLocalIPv6Address { get; init => field = value ?? ""; } = "";

    public int LinkLocalIPv6PrefixLen { get; init; }

    public SecondaryAddress[]? SecondaryIPAddresses { get; init; }

    public SecondaryAddress[]? SecondaryIPv6Addresses { get; init; }

    public string EndpointID { get; init => field = value ?? ""; } = "";

    public string Gateway { get; init => field = value ?? ""; } = "";

    public string GlobalIPv6Address { get; init => field = value ?? ""; } = "";

    public int GlobalIPv6PrefixLen { get; init; }

    public string IPAddress { get; init => field = value ?? ""; } = "";

    public int IPPrefixLen { get; init; }

    public string IPv6Gateway { get; init => field = value ?? ""; } = "";

    public string MacAddress { get; init => field = value ?? ""; } = "";

    /// <summary>By the network's name.</summary>
    public SortedDictionary<string, EndpointSettings> Networks { get; init => field = value ?? []; } = [];
}

/// <summary>An additional address.</summary>
public sealed record SecondaryAddress
{
    public string Addr { get; init => field = value ?? ""; } = "";

    public int PrefixLen { get; init; }
}
