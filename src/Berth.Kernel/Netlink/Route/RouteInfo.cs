using System.Net;

namespace Berth.Kernel.Netlink;

/// <summary>A unicast route.</summary>
/// <param name="Destination">Null for a default route.</param>
/// <param name="PrefixLength">Bits of the destination that count; 0 for a default route.</param>
/// <param name="LinkIndex">The interface it leaves by; null for multipath routes.</param>
/// <param name="Metric">Lower wins.</param>
/// <param name="IsIPv6">The family, which a default route does not tell otherwise.</param>
public sealed record RouteInfo(IPAddress? Destination, int PrefixLength, IPAddress? Gateway, int? LinkIndex, uint Metric, uint Table, bool IsIPv6)
{
    /// <summary>Whether it is in the table that every lookup reaches (RT_TABLE_MAIN).</summary>
    public bool IsMain => Table == Rtm.TableMain;

    /// <summary>What it leads to; null for IPv6 and for default routes.</summary>
    public IPv4Subnet? IPv4Subnet
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            return Destination is not null && Destination.TryWriteBytes(bytes, out int size) && size == 4
                ? new IPv4Subnet(IPv4Address.Read(bytes), PrefixLength)
                : null;
        }
    }

    internal static RouteInfo? Parse(NetlinkMessage message)
    {
        if (message.Type != Rtm.NewRoute || message.Payload.Length < Rtm.RouteSize || message.Payload[7] != Rtm.TypeUnicast) return null;
        IPAddress? destination = null, gateway = null;
        int? link = null;
        uint metric = 0, table = message.Payload[4];
        foreach (NetlinkAttribute attribute in message.Attributes(Rtm.RouteSize))
        {
            switch (attribute.Type)
            {
                case Rta.Destination when attribute.Value.Length is 4 or 16: destination = new IPAddress(attribute.Value); break;
                case Rta.Gateway when attribute.Value.Length is 4 or 16: gateway = new IPAddress(attribute.Value); break;
                case Rta.OutputInterface: link = (int)attribute.AsUInt32; break;
                case Rta.Priority: metric = attribute.AsUInt32; break;
                case Rta.Table: table = attribute.AsUInt32; break;
            }
        }
        return new RouteInfo(destination, message.Payload[1], gateway, link, metric, table, message.Payload[0] == Rtm.FamilyIPv6);
    }
}
