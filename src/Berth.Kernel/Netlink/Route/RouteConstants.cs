namespace Berth.Kernel.Netlink;

/// <summary>Numbers of include/uapi/linux/rtnetlink.h, if_link.h, if_addr.h, if_bridge.h and veth.h.</summary>
internal static class Rtm
{
    internal const ushort NewLink = 16, DelLink = 17, GetLink = 18, SetLink = 19;
    internal const ushort NewAddress = 20, DelAddress = 21, GetAddress = 22;
    internal const ushort NewRoute = 24, DelRoute = 25, GetRoute = 26;

    internal const int LinkSize = 16, AddressSize = 8, RouteSize = 12;

    internal const byte FamilyUnspecified = 0, FamilyIPv4 = 2, FamilyBridge = 7, FamilyIPv6 = 10;

    internal const uint FlagUp = 1, FlagLoopback = 8, FlagLowerUp = 0x10000;

    internal const byte TableMain = 254, ProtocolBoot = 3, ScopeUniverse = 0, ScopeLink = 253, TypeUnicast = 1;
}

/// <summary>IFLA_*: attributes of a link.</summary>
internal static class Ifla
{
    internal const ushort Address = 1, Name = 3, Mtu = 4, Link = 5, Master = 10, ProtocolInfo = 12, LinkInfo = 18, NetnsPid = 19,
        AddressFamilySpecific = 26, NetnsFd = 28, TxQueues = 31, RxQueues = 32;

    internal const ushort InfoKind = 1, InfoData = 2;
    internal const ushort VethPeer = 1;
    internal const ushort BridgePortMode = 4;
    internal const ushort InetV6AddressGeneration = 8;
}

/// <summary>IFA_*: attributes of an address.</summary>
internal static class Ifa
{
    internal const ushort Address = 1, Local = 2, Broadcast = 4, Flags = 8;
    internal const uint NoDuplicateDetection = 2, Permanent = 0x80;
}

/// <summary>RTA_*: attributes of a route.</summary>
internal static class Rta
{
    internal const ushort Destination = 1, OutputInterface = 4, Gateway = 5, Priority = 6, PreferredSource = 7, Table = 15;
}
