using Berth.Engine.Contracts;
using Berth.Images;
using Berth.Oci;

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
        var ids = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (ContainerListing listing in listings)
        {
            if (options.Limit > 0 && summaries.Count == options.Limit) break;
            if (!all && !listing.State.IsAlive || !filter.Accepts(listing)) continue;
            summaries.Add(Summarize(listing, now, options.Size, ids));
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

    private ContainerSummary Summarize(ContainerListing c, DateTimeOffset now, bool size, Dictionary<string, string?> ids)
    {
        long? written = size ? WrittenBy($"{engine.Paths.Containers}/{c.Id.Value}/upper") : null;
        return new ContainerSummary
        {
            Id = c.Id.Value,
            Names = c.Name.Length == 0 ? [] : ["/" + c.Name],
            Image = ImageName(c, ids),
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

    // As the user named it, for as long as the name stands for that image.
    private string ImageName(ContainerListing c, Dictionary<string, string?> ids)
    {
        if (!ids.TryGetValue(c.ImageReference, out string? id)) ids[c.ImageReference] = id = IdOf(c.ImageReference);
        return id == c.ImageId ? c.ImageReference : c.ImageId;
    }

    private string? IdOf(string reference)
    {
        try { return engine.ImageSource.IdOf(reference); }
        // The beginning of an id that has become ambiguous, or a damaged index: no reason to show no containers.
        catch (EngineException) { return null; }
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

    private long ImageSize(IEnumerable<string> layers)
    {
        long size = 0;
        foreach (string layer in layers)
            if (Digest.TryParse(layer, out Digest diffId)) size += engine.Images.Store.Layers.Record(diffId)?.ContentSize ?? 0;
        return size;
    }

    private static long WrittenBy(string upper) => DiskUsage.Of(upper).Apparent;
}
