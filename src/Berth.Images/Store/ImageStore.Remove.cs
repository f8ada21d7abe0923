using System.Security.Cryptography;
using System.Text;
using Berth.Oci;

namespace Berth.Images;

public sealed partial class ImageStore
{
    /// <summary>
    /// <c>docker rmi</c>: a name is removed, and with its last name the image; an ID removes the image with its names if they are of one repository.
    /// Layers that other images, or containers, use stay. Throws <see cref="EngineException"/>: NotFound, or Conflict in docker's words.
    /// </summary>
    public IReadOnlyList<RemovedImage> Remove(string nameOrId, RemoveImageOptions? options = null)
    {
        options ??= new RemoveImageOptions();
        using var held = Lock();
        (IndexEntry? entry, ImageReference? reference) = FindEntry(nameOrId);
        if (entry is null) throw ImageErrors.NotFound(nameOrId);
        if (entry.Config.IsEmpty) entry = entry.WithConfig(ReadManifest(entry).Config.Digest);
        Digest id = entry.Config;
        List<IndexEntry> entries = Entries(IndexFile.Read(directory)!);
        List<ImageReference> names = NamesOf(entries, id);
        IReadOnlyList<ImageUser> users = options.UsersOf(id);
        var removed = new List<RemovedImage>();

        if (reference is not null)
        {
            if (names.Count <= 1 && !options.Force && users.Count > 0)
                throw new EngineException(
                    ErrorKind.Conflict,
                    $"conflict: unable to remove repository reference \"{nameOrId}\" (must force) - container {Short(users[0].ContainerId)} is using its referenced image {id.Short}",
                    $"berth rm {Short(users[0].ContainerId)} removes the container");
            int at = entries.FindIndex(e => e.Config == id && e.Name == (entry.Name ?? reference.ToString()));
            removed.Add(new RemovedImage(reference.Digest.IsEmpty ? reference.Familiar : names.Find(n => n.ToString() == entry.Name)?.Familiar ?? reference.Familiar, null));
            RemoveName(entries, at);
            if (names.Count > 1 || Running(users) is not null)
            {
                IndexFile.Write(directory, entries);
                return removed;
            }
        }
        else
        {
            DemandRemovable(id, names, users, options.Force);
            foreach (ImageReference name in names) removed.Add(new RemovedImage(name.Familiar, null));
        }

        entries.RemoveAll(e => e.Config == id);
        Delete(entry, entries, options, removed);
        return removed;
    }

    /// <summary>Removes the images without a name that no container uses: <c>docker image prune</c>.</summary>
    public IReadOnlyList<RemovedImage> RemoveDangling(RemoveImageOptions options)
    {
        var removed = new List<RemovedImage>();
        foreach (StoredImage image in List())
            if (image.References.Count == 0 && options.UsersOf(image.Id).Count == 0)
                removed.AddRange(Remove(image.Id.ToString(), options));
        return removed;
    }

    private static List<ImageReference> NamesOf(List<IndexEntry> entries, Digest id)
    {
        var names = new List<ImageReference>();
        foreach (IndexEntry entry in entries)
            if (entry.Config == id && entry.Name is not null && ImageReference.TryParseExact(entry.Name, out ImageReference? name, out _)) names.Add(name);
        return names;
    }

    private static ImageUser? Running(IReadOnlyList<ImageUser> users)
    {
        foreach (ImageUser user in users)
            if (user.IsRunning) return user;
        return null;
    }

    private static string Short(string containerId) => containerId[..Math.Min(12, containerId.Length)];

    private static void DemandRemovable(Digest id, List<ImageReference> names, IReadOnlyList<ImageUser> users, bool force)
    {
        if (Running(users) is { } running)
            throw new EngineException(
                ErrorKind.Conflict, $"conflict: unable to delete {id.Short} (cannot be forced) - image is being used by running container {Short(running.ContainerId)}");
        if (force) return;
        if (names.Exists(name => name.Name != names[0].Name))
            throw new EngineException(ErrorKind.Conflict, $"conflict: unable to delete {id.Short} (must be forced) - image is referenced in multiple repositories");
        if (users.Count > 0)
            throw new EngineException(
                ErrorKind.Conflict, $"conflict: unable to delete {id.Short} (must be forced) - image is being used by stopped container {Short(users[0].ContainerId)}");
    }

    // First the index, then what nothing refers to any more: a kill in between leaves only garbage.
    private void Delete(IndexEntry entry, List<IndexEntry> remaining, RemoveImageOptions options, List<RemovedImage> removed)
    {
        Digest id = entry.Config;
        Digest[] diffIds = TryReadDiffIds(id) ?? [];
        bool known = TryFindUsedLayers(remaining, options.LayersInUse(), out HashSet<Digest> used);
        if (options.UsersOf(id).Count > 0) used.UnionWith(diffIds);
        IndexFile.Write(directory, remaining);
        removed.Add(new RemovedImage(null, id.ToString()));
        if (!remaining.Exists(e => e.Digest == entry.Digest)) blobs.Delete(entry.Digest);
        blobs.Delete(id);
        if (!known) return;

        Digest[] chain = ChainIds(diffIds);
        for (int i = diffIds.Length - 1; i >= 0; i--)
            if (used.Add(diffIds[i]) && RemoveLayer(diffIds[i])) removed.Add(new RemovedImage(null, chain[i].ToString()));
    }

    private bool RemoveLayer(Digest diffId)
    {
        blobs.Delete(diffId);
        return Layers.Remove(diffId);
    }

    /// <summary>
    /// Removes the layers that no image and no container uses (left by forced removals and killed commands) and the leftovers of killed imports.
    /// Returns how many directories went. Nothing is removed while an image's configuration cannot be read.
    /// </summary>
    public int Reclaim(IEnumerable<Digest> layersInUse)
    {
        using var held = Lock();
        int reclaimed = Layers.Reclaim();
        if (IndexFile.Read(directory) is not { } json || !TryFindUsedLayers(Entries(json), layersInUse, out HashSet<Digest> used)) return reclaimed;
        foreach (Digest diffId in Layers.List())
            if (!used.Contains(diffId) && RemoveLayer(diffId)) reclaimed++;
        return reclaimed;
    }

    private bool TryFindUsedLayers(List<IndexEntry> entries, IEnumerable<Digest> byContainers, out HashSet<Digest> used)
    {
        used = [.. byContainers];
        foreach (IndexEntry entry in entries)
        {
            // What an unreadable configuration refers to is not known: better too many layers than too few.
            if (TryReadDiffIds(entry.Config) is not { } diffIds) return false;
            used.UnionWith(diffIds);
        }
        return true;
    }

    private Digest[]? TryReadDiffIds(Digest config)
    {
        try
        {
            return ImageReader.Parse(blobs.Read(config), "image").RootFs.DiffIds;
        }
        catch (EngineException)
        {
            return null;
        }
    }

    /// <summary>The chain ID of each layer (https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md#layer-chainid): the layer and all below it.</summary>
    internal static Digest[] ChainIds(Digest[] diffIds)
    {
        var chain = new Digest[diffIds.Length];
        for (int i = 0; i < diffIds.Length; i++)
            chain[i] = i == 0 ? diffIds[0] : Digest.FromSha256(SHA256.HashData(Encoding.ASCII.GetBytes($"{chain[i - 1]} {diffIds[i]}")));
        return chain;
    }
}
