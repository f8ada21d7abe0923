using System.Net;
using System.Runtime.InteropServices;

namespace Berth.Kernel.Netlink;

/// <summary>An address of an interface.</summary>
public sealed record AddressInfo(int LinkIndex, IPAddress Address, int PrefixLength)
{
    /// <summary>Valid beyond the link, and not one that was assigned for a time.</summary>
    public bool IsGlobalAndPermanent { get; private init; }

    /// <summary>The subnet it makes reachable; null for IPv6.</summary>
    public IPv4Subnet? IPv4Subnet
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            return Address.TryWriteBytes(bytes, out int size) && size == 4 ? new IPv4Subnet(IPv4Address.Read(bytes), PrefixLength) : null;
        }
    }

    internal static AddressInfo? Parse(NetlinkMessage message)
    {
        if (message.Type != Rtm.NewAddress || message.Payload.Length < Rtm.AddressSize) return null;
        IPAddress? address = null;
        foreach (NetlinkAttribute attribute in message.Attributes(Rtm.AddressSize))
        {
            // On a point-to-point link IFA_ADDRESS is the other end's, IFA_LOCAL always ours.
            bool better = attribute.Type == Ifa.Local || (attribute.Type == Ifa.Address && address is null);
            if (better && attribute.Value.Length is 4 or 16) address = new IPAddress(attribute.Value);
        }
        return address is null ? null : new AddressInfo((int)MemoryMarshal.Read<uint>(message.Payload[4..]), address, message.Payload[1])
        {
            IsGlobalAndPermanent = message.Payload[3] == Rtm.ScopeUniverse && (message.Payload[2] & Ifa.Permanent) != 0,
        };
    }
}
