using System.Runtime.InteropServices;

namespace Berth.Kernel.Netlink;

/// <summary>
/// rtnetlink: the links, addresses and routes of one network namespace, that of the thread which opened the socket.
/// </summary>
public sealed class RouteSocket : IDisposable
{
    private readonly NetlinkSocket socket;
    private readonly NetlinkBatch query = new(256);

    private RouteSocket(NetlinkSocket socket) => this.socket = socket;

    /// <summary>Opens a socket in the calling thread's network namespace.</summary>
    public static RouteSocket Open() => new(NetlinkSocket.Open(NetlinkProtocol.Route));

    /// <summary>Carries out a batch and throws for its first failure.</summary>
    /// <exception cref="KernelException">Names the step, its object and the errno.</exception>
    public void Execute(RouteBatch batch) => socket.Execute(batch.Messages);

    /// <summary>Null on success.</summary>
    public NetlinkFailure? TryExecute(RouteBatch batch) => socket.TryExecute(batch.Messages);

    /// <summary>Null when there is no such interface.</summary>
    public LinkInfo? GetLink(string name)
    {
        if (!InterfaceName.IsValid(name)) return null;
        BeginGetLink(0, name);
        query.String(Ifla.Name, name);
        return One();
    }

    /// <summary>Null when there is no such interface.</summary>
    public LinkInfo? GetLink(int index)
    {
        BeginGetLink(index, $"{index}");
        return One();
    }

    public List<LinkInfo> Links()
    {
        query.Clear();
        query.Begin(Rtm.GetLink, NetlinkFlags.Dump, "list interfaces");
        query.Reserve(Rtm.LinkSize);
        return socket.Dump(query, LinkInfo.Parse);
    }

    /// <summary>Addresses of both families.</summary>
    public List<AddressInfo> Addresses()
    {
        query.Clear();
        query.Begin(Rtm.GetAddress, NetlinkFlags.Dump, "list addresses");
        query.Reserve(Rtm.AddressSize);
        return socket.Dump(query, AddressInfo.Parse);
    }

    /// <summary>Unicast routes of both families and all tables.</summary>
    public List<RouteInfo> Routes()
    {
        query.Clear();
        query.Begin(Rtm.GetRoute, NetlinkFlags.Dump, "list routes");
        query.Reserve(Rtm.RouteSize);
        return socket.Dump(query, RouteInfo.Parse);
    }

    public void Dispose() => socket.Dispose();

    private void BeginGetLink(int index, string subject)
    {
        query.Clear();
        query.BeginQuery(Rtm.GetLink, "look up interface", subject, Errno.ENODEV);
        MemoryMarshal.Write(query.Reserve(Rtm.LinkSize)[4..], index);
    }

    private LinkInfo? One()
    {
        LinkInfo? link = null;
        socket.Execute(query, message => link ??= LinkInfo.Parse(message));
        return link;
    }
}
