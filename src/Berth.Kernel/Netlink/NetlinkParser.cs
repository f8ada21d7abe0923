namespace Berth.Kernel.Netlink;

/// <summary>Makes an object of one message of a dump; null leaves it out.</summary>
public delegate T? NetlinkParser<T>(NetlinkMessage message) where T : class;
