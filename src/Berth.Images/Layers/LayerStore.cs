using Berth.Kernel;
using Berth.Oci;

namespace Berth.Images;

/// <summary>
/// <c>layers/&lt;diffID hex&gt;/</c>: <c>fs/</c>, the tree as an overlay's lower directory, and <c>layer.json</c>. A layer is unpacked into
/// <c>.incoming-…</c>, whose owner holds an flock on it, and renamed when it is whole: a kill leaves a directory without an owner, which the next import
/// removes. The directory has mode 0700: set-id programs and devices of images are out of reach of the host's users, and an overlay reads its lower
/// directories with the rights of whoever mounted it.
/// </summary>
public sealed class LayerStore
{
    private const string IncomingPrefix = ".incoming-";
    private const string RemovingPrefix = ".removing-";

    private readonly string directory;

    internal LayerStore(string directory) => this.directory = directory;

    /// <summary>The lower directory of a layer, whether it exists or not.</summary>
    public string DirectoryOf(Digest diffId) => $"{directory}/{diffId.Hex}/fs";

    /// <summary>Whether the layer is unpacked.</summary>
    public bool Exists(Digest diffId) => Files.TryStatus(null, DirectoryOf(diffId), out _) == Errno.None;

    /// <summary>What is known of an unpacked layer; null when there is none.</summary>
    public LayerRecord? Record(Digest diffId) => LayerRecord.Read($"{directory}/{diffId.Hex}/layer.json");

    /// <summary>The unpacked layers.</summary>
    public IReadOnlyList<Digest> List()
    {
        var list = new List<Digest>();
        foreach (string name in DirectoryEntries.Names(null, directory))
            if (Digest.TryFromHex(name, out Digest diffId)) list.Add(diffId);
        return list;
    }

    /// <summary>A place to unpack a layer into; disposing it removes what was not kept.</summary>
    internal IncomingLayer NewIncoming()
    {
        Files.MakeDirectories(directory, 0x1C0);
        return IncomingLayer.Create(directory, IncomingPrefix);
    }

    /// <summary>
    /// Gives an incoming layer its name. The caller holds the store's lock, under which layers that nothing refers to are removed. If the layer is there
    /// already (two imports of the same content), the new copy is dropped.
    /// </summary>
    internal void Keep(IncomingLayer incoming, LayerRecord record)
    {
        record.Write(incoming.Directory);
        string target = $"{directory}/{record.DiffId.Hex}";
        Errno errno = Files.TryRename(null, incoming.Path, null, target, noReplace: true);
        if (errno == Errno.EINVAL) errno = Files.TryRename(null, incoming.Path, null, target);
        if (errno is Errno.EEXIST or Errno.ENOTEMPTY) return;
        if (errno != Errno.None) throw new KernelException("rename to", target, errno);
        incoming.Kept();
    }

    /// <summary>Removes a layer: first its name, then its content. False when there was none.</summary>
    internal bool Remove(Digest diffId)
    {
        string removing = $"{directory}/{RemovingPrefix}{RandomBytes.Hex(8)}";
        Errno errno = Files.TryRename(null, $"{directory}/{diffId.Hex}", null, removing);
        if (errno == Errno.ENOENT) return false;
        if (errno == Errno.None) errno = Files.TryRemoveTree(null, removing);
        return errno == Errno.None ? true : throw new KernelException("remove layer", diffId.ToString(), errno);
    }

    /// <summary>Removes what imports and removals left behind that were killed. Returns how many; what cannot be removed is left for the next time.</summary>
    public int Reclaim()
    {
        int reclaimed = 0;
        foreach (string name in DirectoryEntries.Names(null, directory))
        {
            string path = $"{directory}/{name}";
            bool removed = name.StartsWith(IncomingPrefix, StringComparison.Ordinal) ? IncomingLayer.TryReclaim(path)
                : name.StartsWith(RemovingPrefix, StringComparison.Ordinal) && Files.TryRemoveTree(null, path) == Errno.None;
            if (removed) reclaimed++;
        }
        return reclaimed;
    }
}
