using System.Net;
using System.Text;

namespace Berth.Network;

/// <summary>The content of a resolv.conf(5) as far as containers need it.</summary>
public sealed record ResolvConf
{
    /// <summary>Addresses, perhaps with an IPv6 zone, in order.</summary>
    public IReadOnlyList<string> Nameservers { get; init; } = [];

    /// <summary>Domains that are tried after a short name.</summary>
    public IReadOnlyList<string> Search { get; init; } = [];

    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Reads a file leniently, as resolvers do: unknown lines are skipped, the last <c>search</c> or <c>domain</c> wins.</summary>
    public static ResolvConf Parse(string text)
    {
        var nameservers = new List<string>();
        var options = new List<string>();
        string[] search = [];
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            int comment = line.IndexOfAny('#', ';');
            string[] words = (comment < 0 ? line : line[..comment]).ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2) continue;
            switch (words[0])
            {
                case "nameserver" when AddressText.TryParse(words[1], out _): nameservers.Add(words[1]); break;
                case "search" or "domain": search = words[1..]; break;
                case "options": options.AddRange(words.AsSpan(1)); break;
            }
        }
        return new ResolvConf { Nameservers = nameservers, Search = search, Options = options };
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (string server in Nameservers) text.Append("nameserver ").Append(server).Append('\n');
        if (Search.Count > 0) text.Append("search ").AppendJoin(' ', Search).Append('\n');
        if (Options.Count > 0) text.Append("options ").AppendJoin(' ', Options).Append('\n');
        return text.ToString();
    }
}
