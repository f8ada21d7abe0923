using Berth.Oci;

namespace Berth.Images;

public sealed partial class ImageStore
{
    /// <summary>The ID that a name, an ID or the beginning of one stands for; null when there is none. Reads the index alone.</summary>
    public Digest? IdOf(string nameOrId)
    {
        (IndexEntry? entry, _) = FindEntry(nameOrId);
        if (entry is null) return null;
        return entry.Config.IsEmpty ? ReadManifest(entry).Config.Digest : entry.Config;
    }
}
