using System.Runtime.InteropServices;

namespace Berth.Kernel.Netlink;

/// <summary>A network interface as RTM_NEWLINK tells it.</summary>
public sealed record LinkInfo
{
    public required int Index { get; init; }

    public required string Name { get; init; }

    /// <summary><c>bridge</c>, <c>veth</c>, …; null for one that has no kind (loopback, hardware).</summary>
    public string? Kind { get; init; }

    /// <summary>Administratively up (IFF_UP).</summary>
    public bool IsUp { get; init; }

    public bool IsLoopback { get; init; }

    /// <summary>Bytes of payload in a frame.</summary>
    public int Mtu { get; init; }

    public MacAddress? MacAddress { get; init; }

    /// <summary>The bridge (or bond) it is a port of.</summary>
    public int? MasterIndex { get; init; }

    internal static LinkInfo? Parse(NetlinkMessage message)
    {
        if (message.Type != Rtm.NewLink || message.Payload.Length < Rtm.LinkSize) return null;
        uint flags = MemoryMarshal.Read<uint>(message.Payload[8..]);
        string name = "";
        string? kind = null;
        int mtu = 0;
        int? master = null;
        MacAddress? mac = null;
        foreach (NetlinkAttribute attribute in message.Attributes(Rtm.LinkSize))
        {
            switch (attribute.Type)
            {
                case Ifla.Name: name = attribute.AsString; break;
                case Ifla.Mtu: mtu = (int)attribute.AsUInt32; break;
                case Ifla.Master: master = (int)attribute.AsUInt32; break;
                case Ifla.Address when attribute.Value.Length == Kernel.MacAddress.Size: mac = Kernel.MacAddress.Read(attribute.Value); break;
                case Ifla.LinkInfo when attribute.Nested.TryGet(Ifla.InfoKind, out NetlinkAttribute info): kind = info.AsString; break;
            }
        }
        return new LinkInfo
        {
            Index = MemoryMarshal.Read<int>(message.Payload[4..]),
            Name = name,
            Kind = kind,
            IsUp = (flags & Rtm.FlagUp) != 0,
            IsLoopback = (flags & Rtm.FlagLoopback) != 0,
            Mtu = mtu,
            MacAddress = mac,
            MasterIndex = master,
        };
    }
}
