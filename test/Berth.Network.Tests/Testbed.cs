using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Berth.Kernel;
using Berth.Kernel.Netlink;

namespace Berth.Network.Tests;

/// <summary>
/// A "host" of its own: a network namespace with an uplink to another, "outside", and a directory for its network's state. Nothing of it is
/// visible to the machine's own namespace, and all of it goes when it is disposed.
/// <code>container ── berth0 [host] up0 198.51.100.2 ── 198.51.100.1 eth0 [outside]</code>
/// </summary>
public sealed class Testbed : IDisposable
{
    public static readonly IPAddress Outside = IPAddress.Parse("198.51.100.1");

    public Testbed()
    {
        Assert.SkipUnless(Files.EffectiveUser == 0, "needs root for network namespaces");
        Host = NetworkNamespace.Create();
        OutsideWorld = NetworkNamespace.Create();
        Host.Route.Execute(new RouteBatch().CreateVeth(new VethPair { Name = "up0", PeerName = "eth0", PeerNamespace = OutsideWorld.Handle, Mtu = 1400 }));
        int inside = Host.Route.GetLink("up0")!.Index, outside = OutsideWorld.Route.GetLink("eth0")!.Index;
        OutsideWorld.Route.Execute(new RouteBatch().AddAddress(outside, Outside, 24).SetUp(outside));
        Host.Route.Execute(new RouteBatch().AddAddress(inside, IPAddress.Parse("198.51.100.2"), 24).AddDefaultRoute(inside, IPv4Address.Parse("198.51.100.1")));
    }

    public NetworkNamespace Host { get; }

    public NetworkNamespace OutsideWorld { get; }

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("berth-network-").FullName;

    public T OnHost<T>(Func<T> body) => NetworkNamespace.Run(Host.Handle, body);

    public void OnHost(Action body) => NetworkNamespace.Run(Host.Handle, body);

    public BridgeNetwork Open(BridgeNetworkOptions? options = null) => OnHost(() => BridgeNetwork.Open(Path.Combine(Directory, "bridge"), options));

    /// <summary>A namespace attached to the network.</summary>
    public Container Attach(BridgeNetwork network, string owner = "c1", IPv4Address? address = null) => OnHost(() =>
    {
        NetworkNamespace netns = network.CreateAttached(new AttachRequest { OwnerId = owner, Address = address }, out Endpoint endpoint);
        return new Container(netns, endpoint);
    });

    /// <summary>Runs a program on the host; its output, with its error output behind it.</summary>
    public string RunOnHost(string program, params string[] arguments) => OnHost(() => Execute(program, "", arguments));

    public string Nft(string ruleset) => OnHost(() => Execute("nft", ruleset, "-f", "-"));

    /// <summary>Listens for TCP in the outside namespace and answers each connection with the peer's address.</summary>
    public TcpListener ListenOutside(int port) => Listen(OutsideWorld, port);

    public static TcpListener Listen(NetworkNamespace netns, int port) => NetworkNamespace.Run(netns.Handle, () =>
    {
        var listener = new TcpListener(IPAddress.Any, port);
        listener.Start();
        _ = Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    using Socket peer = await listener.AcceptSocketAsync();
                    await peer.SendAsync(System.Text.Encoding.ASCII.GetBytes(((IPEndPoint)peer.RemoteEndPoint!).Address.ToString()));
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException) { /* stopped */ }
        });
        return listener;
    });

    /// <summary>Connects from a namespace; the address the other side saw, null when there is no connection within the time.</summary>
    public static string? Connect(NetworkNamespace from, IPAddress address, int port, int milliseconds = 3000) => NetworkNamespace.Run(from.Handle, () =>
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        try { socket.Connect(address, port); }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress) { /* under way */ }
        catch (SocketException) { return null; }
        if (!socket.Poll(milliseconds * 1000, SelectMode.SelectWrite)) return null;
        socket.Blocking = true;
        socket.ReceiveTimeout = milliseconds;
        byte[] seen = new byte[64];
        try { return System.Text.Encoding.ASCII.GetString(seen, 0, socket.Receive(seen)); }
        catch (SocketException) { return null; }
    });

    public void Dispose()
    {
        Host.Dispose();
        OutsideWorld.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    public static string Execute(string program, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + errors.Result;
    }
}

/// <summary>What a test has instead of a container: a namespace and its endpoint.</summary>
public sealed record Container(NetworkNamespace Netns, Endpoint Endpoint) : IDisposable
{
    public void Dispose() => Netns.Dispose();
}
