using Berth.Oci;

namespace Berth.Images;

public sealed partial class ImageStore
{
    // An image that another program copied into the layout has blobs but no trees yet.
    private void UnpackMissing(IndexEntry entry, Digest id, Image image)
    {
        ImageManifest manifest = ReadManifest(entry);
        Digest[] diffIds = image.RootFs.DiffIds;
        for (int i = 0; i < diffIds.Length; i++)
        {
            if (Layers.Exists(diffIds[i])) continue;
            if (i >= manifest.Layers.Length || !blobs.Exists(manifest.Layers[i].Digest)) throw ImageErrors.MissingLayer(diffIds[i], id);
            using var blob = new FileStream(blobs.PathOf(manifest.Layers[i].Digest), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            UnpackLayer(blob, diffIds[i]);
        }
    }

    /// <summary>Unpacks a layer's blob; the uncompressed bytes have to have the digest expected, else nothing is kept.</summary>
    private void UnpackLayer(Stream blob, Digest diffId, CancellationToken cancellation = default)
    {
        using IncomingLayer incoming = Layers.NewIncoming();
        using Stream plain = Decompression.Open(blob, out _);
        var hashed = new DigestReadStream(plain);
        UnpackResult result;
        using (var ahead = new ReadAheadStream(hashed))
        using (var unpacker = new LayerUnpacker(incoming.Root))
            result = unpacker.Unpack(new TarReader(ahead), cancellation);
        Digest actual = hashed.Digest;
        if (actual != diffId) throw new EngineException(ErrorKind.Corrupt, $"unpack layer {diffId.Short}: its content has the digest {actual}");
        long diskUsage = DiskUsage.Of(incoming.Root).Allocated;
        using var held = Lock();
        Layers.Keep(incoming, new LayerRecord(diffId, hashed.Count, result.ContentBytes, diskUsage, Reproducible: false));
    }

    /// <summary>
    /// Writes the blob of a layer that has only a tree, so that the layout is complete for other programs (<c>skopeo copy oci:DIR:TAG</c>), a push or a
    /// save. Throws <see cref="EngineException"/> (Corrupt) when the tree is no longer what was imported.
    /// </summary>
    public void WriteLayerBlob(Digest diffId, CancellationToken cancellation = default)
    {
        if (blobs.Exists(diffId)) return;
        using Kernel.Fd root = Kernel.Files.Open(Layers.DirectoryOf(diffId), Kernel.OpenFlags.ReadOnly | Kernel.OpenFlags.Directory);
        blobs.WriteStream(diffId, stream => LayerArchive.Write(root, stream, cancellation));
    }
}
