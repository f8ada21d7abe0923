using System.Net;
using System.Text;
using Berth.Oci;

namespace Berth.Network;

/// <summary>One <c>--add-host name:address</c>.</summary>
public readonly record struct ExtraHost(string Name, IPAddress Address)
{
    /// <summary>What stands for the host's address as the container sees it.</summary>
    public const string HostGateway = "host-gateway";

    /// <summary><c>name:address</c> or <c>name=address</c>; IPv6 may stand in brackets; <c>host-gateway</c> is the gateway.</summary>
    /// <exception cref="EngineException">InvalidArgument: neither form, a bad address, or no gateway to stand for.</exception>
    public static ExtraHost Parse(string text, IPAddress? gateway)
    {
        int split = text.IndexOf('=');
        if (split < 0) split = text.IndexOf(':');
        string name = split < 0 ? "" : text[..split];
        string address = split < 0 ? "" : text[(split + 1)..];
        if (name.Length == 0 || HasSpace(name)) throw Bad($"bad format for add-host: \"{text}\"");
        if (address == HostGateway) return gateway is not null ? new ExtraHost(name, gateway) : throw Bad("host-gateway has no address in this container's network");
        if (address is ['[', .., ']']) address = address[1..^1];
        return AddressText.TryParse(address, out IPAddress? parsed) ? new ExtraHost(name, parsed) : throw Bad($"invalid IP address in add-host: \"{address}\"");
    }

    private static bool HasSpace(string name)
    {
        foreach (char c in name) if (char.IsWhiteSpace(c) || c is '#' or '\0') return true;
        return false;
    }

    private static EngineException Bad(string message) => new(ErrorKind.InvalidArgument, message);
}

/// <summary>The content of a container's /etc/hosts, hosts(5), as Docker writes it.</summary>
public static class HostsFile
{
    private const string Fixed =
        "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::\tip6-localnet\nff00::\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n";

    /// <param name="hostname">The container's, to stand beside its address.</param>
    /// <param name="domainname">May be empty.</param>
    /// <param name="address">Its own address; null for a container without a network.</param>
    public static string ForContainer(string hostname, string domainname, IPAddress? address, IReadOnlyList<ExtraHost> extra)
    {
        var text = new StringBuilder(Fixed);
        Append(text, extra);
        if (address is null) return text.ToString();
        text.Append(address).Append('\t');
        if (domainname.Length > 0) text.Append(hostname).Append('.').Append(domainname).Append(' ');
        return text.Append(hostname).Append('\n').ToString();
    }

    /// <summary>The host's own file with the extra names behind it, for a container in the host's network namespace.</summary>
    public static string ForHostNetwork(string hostContent, IReadOnlyList<ExtraHost> extra)
    {
        var text = new StringBuilder(hostContent);
        if (text.Length > 0 && text[^1] != '\n') text.Append('\n');
        Append(text, extra);
        return text.ToString();
    }

    private static void Append(StringBuilder text, IReadOnlyList<ExtraHost> extra)
    {
        foreach (ExtraHost host in extra) text.Append(host.Address).Append('\t').Append(host.Name).Append('\n');
    }
}
