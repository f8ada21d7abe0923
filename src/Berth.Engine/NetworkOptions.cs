using Berth.Kernel;
using Berth.Network;
using Berth.Oci;

namespace Berth.Engine;

/// <summary>The default bridge's options from the configuration file.</summary>
internal static class NetworkOptions
{
    internal static BridgeNetworkOptions From(EngineConfiguration configuration, BerthEngine engine)
    {
        var options = new BridgeNetworkOptions
        {
            Mtu = configuration.Mtu,
            OwnerExists = id => Files.TryStatus(null, $"{engine.Paths.Containers}/{id}", out _) == Errno.None,
        };
        if (configuration.Bip is not { Length: > 0 } bip) return options;
        if (bip.Split('/') is not [string text, string bits] || !IPv4Address.TryParse(text, out IPv4Address address) || !int.TryParse(bits, out int prefix) || prefix is < 1 or > 30)
            throw new EngineException(ErrorKind.InvalidArgument, $"bip: \"{bip}\" is not an address with a prefix length", "for example 172.20.0.1/16");
        uint mask = uint.MaxValue << (32 - prefix);
        return options with { Subnet = new IPv4Subnet(new IPv4Address(address.Value & mask), prefix), Gateway = address };
    }
}
