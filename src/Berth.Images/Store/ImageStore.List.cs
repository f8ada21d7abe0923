using Berth.Oci;

namespace Berth.Images;

public sealed partial class ImageStore
{
    /// <summary>All images, the newest first. One whose documents are missing or broken is left out.</summary>
    public IReadOnlyList<StoredImage> List()
    {
        if (IndexFile.Read(directory) is not { } json) return [];
        var sizes = new Dictionary<Digest, long>();
        var images = new Dictionary<Digest, (IndexEntry First, List<ImageReference> References)>();
        foreach (IndexEntry entry in Entries(json))
        {
            if (!images.TryGetValue(entry.Config, out var image)) images[entry.Config] = image = (entry, []);
            if (entry.Name is not null && ImageReference.TryParseExact(entry.Name, out ImageReference? reference, out _)) image.References.Add(reference);
        }
        var list = new List<StoredImage>(images.Count);
        foreach ((IndexEntry entry, List<ImageReference> references) in images.Values)
        {
            try
            {
                list.Add(Describe(entry, references, sizes));
            }
            catch (EngineException)
            {
                // Told by a system check; a list has to show the others.
            }
        }
        list.Sort(static (a, b) => (b.Image.Created ?? default).CompareTo(a.Image.Created ?? default));
        return list;
    }

    /// <summary>One image with all its names; null when there is none. As <see cref="Find"/> otherwise, but layers are not looked at.</summary>
    public StoredImage? Inspect(string nameOrId)
    {
        (IndexEntry? entry, _) = FindEntry(nameOrId);
        if (entry is null) return null;
        (Digest id, _) = ReadImage(entry);
        var references = new List<ImageReference>();
        foreach (IndexEntry other in Entries(IndexFile.Read(directory) ?? "{}"u8.ToArray()))
            if (other.Config == id && other.Name is not null && ImageReference.TryParseExact(other.Name, out ImageReference? reference, out _)) references.Add(reference);
        return Describe(entry.WithConfig(id), references, []);
    }

    private StoredImage Describe(IndexEntry entry, List<ImageReference> references, Dictionary<Digest, long> sizes)
    {
        (Digest id, Image image) = ReadImage(entry);
        references.Sort(static (a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));
        long size = 0;
        foreach (Digest diffId in image.RootFs.DiffIds)
        {
            if (!sizes.TryGetValue(diffId, out long layer)) sizes[diffId] = layer = Layers.Record(diffId)?.ContentSize ?? 0;
            size += layer;
        }
        return new StoredImage
        {
            Id = id, Image = image, ManifestDigest = entry.Digest, References = references, Size = size, LayerDirectories = DirectoriesOf(image),
        };
    }
}
