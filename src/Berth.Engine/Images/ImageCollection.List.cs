using Berth.Engine.Contracts;
using Berth.Images;
using Berth.Oci;

namespace Berth.Engine;

public sealed partial class ImageCollection
{
    /// <summary>The images, the newest first. Docker Engine API <c>GET /images/json</c>.</summary>
    /// <exception cref="EngineException">InvalidArgument: a filter. NotFound: the image of <c>before</c> or <c>since</c>.</exception>
    public IReadOnlyList<ImageSummary> List(ImageListOptions? options = null)
    {
        options ??= new ImageListOptions();
        var filters = new FilterValues(options.Filters, "before", "dangling", "label", "reference", "since", "until");
        DateTimeOffset now = engine.Clock.GetUtcNow();
        DateTimeOffset before = DateTimeOffset.MaxValue, since = DateTimeOffset.MinValue, until = DateTimeOffset.MaxValue;
        foreach (string name in filters["before"]) before = Min(before, CreatedAt(name));
        foreach (string name in filters["since"]) since = Max(since, CreatedAt(name));
        foreach (string text in filters["until"]) until = TimeExpression.TryParse(text, now, out DateTimeOffset time) ? Min(until, time) : throw FilterValues.Invalid("until", text);
        bool? dangling = filters.Boolean("dangling");
        Dictionary<string, int>? containers = options.CountContainers ? CountContainers() : null;

        var summaries = new List<ImageSummary>();
        foreach (StoredImage image in Store.List())
        {
            DateTimeOffset created = image.Image.Created ?? default;
            if (!(created < before) || !(created > since) || created > until) continue;
            if (!filters.Labels("label", image.Image.Config?.Labels)) continue;
            string[] tags = TagsOf(image, filters["reference"]);
            // A pattern can only be matched by a name.
            if (filters.Has("reference") && tags.Length == 0) continue;
            if (dangling is not null && dangling != (image.References.Count == 0)) continue;
            summaries.Add(new ImageSummary
            {
                Containers = containers is null ? -1 : containers.GetValueOrDefault(image.Id.ToString()),
                Created = created.ToUnixTimeSeconds(),
                Id = image.Id.ToString(),
                Labels = image.Image.Config?.Labels is { } labels ? new(labels, StringComparer.Ordinal) : null,
                RepoDigests = DigestsOf(image),
                RepoTags = tags,
                Size = image.Size,
            });
        }
        return summaries;
    }

    /// <summary>Removes images that have no name, or with the filter <c>dangling=false</c> all that no container uses. Docker Engine API <c>POST /images/prune</c>.</summary>
    /// <param name="filters"><c>dangling</c>, <c>until</c>, <c>label</c>, <c>label!</c>.</param>
    public (IReadOnlyList<RemovedImage> Removed, long SpaceReclaimed) Prune(IReadOnlyList<KeyValuePair<string, string>>? filters = null)
    {
        var values = new FilterValues(filters ?? [], "dangling", "until", "label", "label!");
        DateTimeOffset now = engine.Clock.GetUtcNow(), until = DateTimeOffset.MaxValue;
        foreach (string text in values["until"]) until = TimeExpression.TryParse(text, now, out DateTimeOffset time) ? time : throw FilterValues.Invalid("until", text);
        bool onlyDangling = values.Boolean("dangling") ?? true;
        RemoveImageOptions options = OptionsFor(force: true);
        var removed = new List<RemovedImage>();
        long reclaimed = 0;
        foreach (StoredImage image in Store.List())
        {
            if (onlyDangling && image.References.Count > 0 || image.Image.Created > until) continue;
            if (!values.Labels("label", image.Image.Config?.Labels) || !values.LacksLabels("label!", image.Image.Config?.Labels)) continue;
            if (options.UsersOf(image.Id).Count > 0) continue;
            IReadOnlyList<RemovedImage> gone = Store.Remove(image.Id.ToString(), options);
            removed.AddRange(gone);
            if (gone.Count > 0 && gone[^1].Deleted is not null) reclaimed += image.Size;
        }
        return (removed, reclaimed);
    }

    private static string[] TagsOf(StoredImage image, IReadOnlyList<string> patterns)
    {
        var tags = new List<string>(image.References.Count);
        foreach (ImageReference reference in image.References)
            if (reference.Tag is not null && Matches(reference, patterns)) tags.Add(reference.FamiliarName + ":" + reference.Tag);
        return [.. tags];
    }

    private static string[] DigestsOf(StoredImage image)
    {
        var digests = new List<string>();
        foreach (ImageReference reference in image.References)
            if (!reference.Digest.IsEmpty) digests.Add($"{reference.FamiliarName}@{reference.Digest}");
        return [.. digests];
    }

    private static bool Matches(ImageReference reference, IReadOnlyList<string> patterns)
    {
        if (patterns.Count == 0) return true;
        foreach (string pattern in patterns)
        {
            if (GlobPattern.Matches(pattern, reference.Familiar) || GlobPattern.Matches(pattern, reference.FamiliarName) ||
                GlobPattern.Matches(pattern, reference.ToString()) || GlobPattern.Matches(pattern, reference.Name)) return true;
        }
        return false;
    }

    private Dictionary<string, int> CountContainers()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (ContainerListing container in engine.Containers.Scan()) counts[container.ImageId] = counts.GetValueOrDefault(container.ImageId) + 1;
        return counts;
    }

    private DateTimeOffset CreatedAt(string name) => (Store.Inspect(name) ?? throw Errors.NoSuchImage(name)).Image.Created ?? default;

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
