namespace Berth.Engine;

public sealed partial class ContainerCollection
{
    /// <summary>Removes all containers that do not run. Docker Engine API <c>POST /containers/prune</c>.</summary>
    /// <param name="filters"><c>until</c> (a time, or a duration as 24h), <c>label</c>, <c>label!</c>.</param>
    public PruneReport Prune(IReadOnlyList<KeyValuePair<string, string>>? filters = null)
    {
        var values = new FilterValues(filters ?? [], "until", "label", "label!");
        DateTimeOffset now = engine.Clock.GetUtcNow(), until = DateTimeOffset.MaxValue;
        foreach (string text in values["until"])
            until = TimeExpression.TryParse(text, now, out DateTimeOffset time) ? time : throw FilterValues.Invalid("until", text);
        var removed = new List<string>();
        long reclaimed = 0;
        foreach (ContainerListing listing in Scan())
        {
            if (listing.State.IsAlive || listing.CreatedAt > until || !values.Labels("label", listing.Labels) || !values.LacksLabels("label!", listing.Labels)) continue;
            long size = WrittenBy($"{engine.Paths.Containers}/{listing.Id.Value}/upper");
            try { Remove(new Container(engine, listing.Id, listing.Name)); }
            // It was started, or removed, since we looked.
            catch (Oci.EngineException e) when (e.Kind is Oci.ErrorKind.Conflict or Oci.ErrorKind.NotFound) { continue; }
            removed.Add(listing.Id.Value);
            reclaimed += size;
        }
        return new PruneReport { Deleted = removed, SpaceReclaimed = reclaimed };
    }
}
