using Berth.Engine.Contracts;

namespace Berth.Cli.Containers;

/// <summary>The PORTS column: ranges of neighbouring ports, published ones with their host side.</summary>
internal static class PortList
{
    /// <summary><c>0.0.0.0:8080->80/tcp, 443/tcp</c>.</summary>
    public static string Text(IEnumerable<PortSummary> ports)
    {
        var groups = new Dictionary<string, (int First, int Last)>(StringComparer.Ordinal);
        var order = new List<string>();
        var shown = new List<string>();
        var mapped = new List<string>();
        IOrderedEnumerable<PortSummary> sorted = ports.OrderBy(p => p.PrivatePort).ThenBy(p => p.IP ?? "", StringComparer.Ordinal)
            .ThenBy(p => p.PublicPort).ThenBy(p => p.Type, StringComparer.Ordinal);
        foreach (PortSummary port in sorted)
        {
            string key = port.Type;
            if (!string.IsNullOrEmpty(port.IP))
            {
                if (port.PublicPort != port.PrivatePort)
                {
                    mapped.Add($"{Host(port.IP)}:{port.PublicPort}->{port.PrivatePort}/{port.Type}");
                    continue;
                }

                key = $"{port.IP}/{port.Type}";
            }

            if (!groups.TryGetValue(key, out (int First, int Last) group))
            {
                order.Add(key);
            }
            else if (port.PrivatePort == group.Last + 1)
            {
                groups[key] = (group.First, port.PrivatePort);
                continue;
            }
            else
            {
                shown.Add(Range(key, group));
            }

            groups[key] = (port.PrivatePort, port.PrivatePort);
        }

        return string.Join(", ", shown.Concat(order.Select(key => Range(key, groups[key]))).Concat(mapped));
    }

    private static string Range(string key, (int First, int Last) group)
    {
        string ports = group.First == group.Last ? $"{group.First}" : $"{group.First}-{group.Last}";
        int slash = key.LastIndexOf('/');
        return slash < 0 ? $"{ports}/{key}" : $"{Host(key[..slash])}:{ports}->{ports}/{key[(slash + 1)..]}";
    }

    private static string Host(string ip) => ip.Contains(':') ? $"[{ip}]" : ip;
}
