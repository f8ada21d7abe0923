using Berth.Engine.Contracts;

namespace Berth.Engine;

public sealed partial class ContainerCollection
{
    /// <summary>
    /// The containers, the newest first. Docker Engine API <c>GET /containers/json</c>. What killed commands left behind is reclaimed, and
    /// containers whose supervisor was killed are put in order, on the way.
    /// </summary>
    /// <exception cref="Oci.EngineException">InvalidArgument: a filter; NotFound: the container of <c>before</c> or <c>since</c>.</exception>
    public IReadOnlyList<ContainerSummary> List(ContainerListOptions? options = null)
    {
        options ??= new ContainerListOptions();
        var filter = new ContainerFilter(engine, options.Filters);
        bool all = options.All || options.Limit > 0 || filter.ImpliesAll;
        List<ContainerListing> listings = Scan();
        DateTimeOffset now = engine.Clock.GetUtcNow();
        var summaries = new List<ContainerSummary>();
        foreach (ContainerListing listing in listings)
        {
            if (options.Limit > 0 && summaries.Count == options.Limit) break;
            if (!all && !listing.State.IsAlive || !filter.Accepts(listing)) continue;
            summaries.Add(Summarize(listing, now, options.Size));
        }
        return summaries;
    }

    /// <summary>All containers, the newest first.</summary>
    internal List<ContainerListing> Scan()
    {
        List<ContainerListing> listings = new ContainerScanner(engine).Scan();
        var order = new Dictionary<ContainerListing, DateTimeOffset>(listings.Count);
        foreach (ContainerListing listing in listings) order[listing] = listing.CreatedAt;
        listings.Sort((a, b) => order[b].CompareTo(order[a]) is var byTime and not 0 ? byTime : string.CompareOrdinal(a.Id.Value, b.Id.Value));
        return listings;
    }

    private ContainerSummary Summarize(ContainerListing c, DateTimeOffset now, bool size)
    {
        long? written = size ? DirectorySize.Of($"{engine.Paths.Containers}/{c.Id.Value}/upper") : null;
        return new ContainerSummary
        {
            Id = c.Id.Value,
            Names = c.Name.Length == 0 ? [] : ["/" + c.Name],
            Image = c.ImageReference,
            ImageID = c.ImageId,
            Command = CommandLine(c),
            Created = c.CreatedAt.ToUnixTimeSeconds(),
            Ports = c.State.IsAlive ? PortsOf(c.ExposedPorts) : [],
            SizeRw = written,
            SizeRootFs = written + (size ? ImageSize(c.Layers) : 0),
            Labels = c.Labels,
            State = c.State.Status.Word(),
            Status = StatusText.Of(c.State, now),
            HostConfig = new SummaryHostConfig { NetworkMode = c.NetworkMode, Annotations = c.Annotations },
            NetworkSettings = new SummaryNetworkSettings { Networks = c.State.Network?.Networks ?? EmptyNetworks(c.NetworkMode) },
            Mounts = [.. c.Mounts],
        };
    }

    private static SortedDictionary<string, EndpointSettings> EmptyNetworks(string mode) =>
        HostConfigValidation.IsContainer(mode) || mode.Length == 0 ? [] : new(StringComparer.Ordinal) { [mode] = new EndpointSettings() };

    private static string CommandLine(ContainerListing c)
    {
        if (c.Args.Count == 0) return c.Path;
        var words = new List<string>(c.Args.Count + 1) { c.Path };
        foreach (string argument in c.Args) words.Add(argument.Contains(' ', StringComparison.Ordinal) ? $"'{argument}'" : argument);
        return string.Join(' ', words);
    }

    private static PortSummary[] PortsOf(List<string> exposed)
    {
        var ports = new List<PortSummary>(exposed.Count);
        foreach (string text in exposed)
        {
            int slash = text.IndexOf('/', StringComparison.Ordinal);
            if (int.TryParse(slash < 0 ? text : text[..slash], out int port))
                ports.Add(new PortSummary { PrivatePort = port, Type = slash < 0 ? "tcp" : text[(slash + 1)..] });
        }
        return [.. ports];
    }

    private long ImageSize(List<string> layers)
    {
        long size = 0;
        foreach (string layer in layers) size += DirectorySize.Of($"{engine.Paths.DataRoot}/layers/{layer[(layer.IndexOf(':', StringComparison.Ordinal) + 1)..]}/fs");
        return size;
    }
}
