using Berth.Kernel;

namespace Berth.Network;

/// <summary>
/// A network as it is on disk (<c>network.json</c>), with the fields of the Docker Engine API's NetworkInspect that matter to a bridge network.
/// https://docs.docker.com/reference/api/engine/ (Networks)
/// </summary>
public sealed record NetworkRecord
{
    public required string Name { get; init; }

    /// <summary>64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Always <c>bridge</c> so far.</summary>
    public string Driver { get; init; } = "bridge";

    /// <summary>The Linux interface: option <c>com.docker.network.bridge.name</c>.</summary>
    public required string BridgeName { get; init; }

    /// <summary>IPAM.Config[0].Subnet.</summary>
    public required IPv4Subnet Subnet { get; init; }

    /// <summary>IPAM.Config[0].Gateway: the bridge's own address.</summary>
    public required IPv4Address Gateway { get; init; }

    /// <summary>Option <c>com.docker.network.driver.mtu</c>; null: the uplink's when the bridge is made.</summary>
    public int? Mtu { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}
