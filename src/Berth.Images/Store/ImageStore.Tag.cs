using Berth.Oci;

namespace Berth.Images;

public sealed partial class ImageStore
{
    /// <summary>Gives an image another name. If an other image had it, that one loses it (and becomes dangling when it was its last).</summary>
    public void Tag(string nameOrId, ImageReference name)
    {
        RequireTag(name);
        using var held = Lock();
        Initialize();
        (IndexEntry? source, _) = FindEntry(nameOrId);
        if (source is null) throw ImageErrors.NotFound(nameOrId);
        if (source.Config.IsEmpty) source = source.WithConfig(ReadManifest(source).Config.Digest);
        List<IndexEntry> entries = Entries(IndexFile.Read(directory)!);
        SetName(entries, source, name);
        IndexFile.Write(directory, entries);
    }

    private static void RequireTag(ImageReference name)
    {
        if (!name.Digest.IsEmpty) throw new EngineException(ErrorKind.InvalidArgument, "refusing to create a tag with a digest reference");
    }

    /// <summary>Moves a name to an image, in memory.</summary>
    private static void SetName(List<IndexEntry> entries, IndexEntry image, ImageReference? name)
    {
        string? text = name?.ToString();
        if (text is not null)
        {
            int old = entries.FindIndex(entry => entry.Name == text);
            if (old >= 0 && entries[old].Config == image.Config && entries[old].Digest == image.Digest) return;
            if (old >= 0) RemoveName(entries, old);
        }
        int nameless = entries.FindIndex(entry => entry.Digest == image.Digest && entry.Name is null);
        if (nameless >= 0 && text is not null) entries[nameless] = image.WithName(name);
        else if (nameless < 0 && (text is not null || !entries.Exists(entry => entry.Digest == image.Digest))) entries.Add(image.WithName(name));
    }

    // The last name of an image leaves a nameless entry, so that the image stays known.
    private static void RemoveName(List<IndexEntry> entries, int at)
    {
        IndexEntry entry = entries[at];
        if (entries.Exists(other => other.Digest == entry.Digest && !ReferenceEquals(other, entry))) entries.RemoveAt(at);
        else entries[at] = entry.WithName(null);
    }
}
