using System.Text.Json;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Images;

public sealed partial class ImageStore
{
    /// <summary>
    /// Makes an image of one layer from the archive of a root file system (tar, plain or compressed with gzip, zstd or xz). Throws
    /// <see cref="EngineException"/> and leaves nothing behind when the archive or an option is wrong, or the disk is full.
    /// </summary>
    /// <param name="archive">Read to its end; not disposed.</param>
    /// <param name="name">The name to give it; null for none.</param>
    /// <param name="options">Message, configuration, platform.</param>
    /// <param name="progress">Called on the thread that reads.</param>
    /// <param name="cancellation">Stops between two members of the archive.</param>
    public ImportResult Import(
        Stream archive, ImageReference? name, ImportOptions? options = null, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new ImportOptions();
        if (name is not null) RequireTag(name);
        ImageConfig config = ImageChanges.Apply(new ImageConfig(), options.Changes);
        Layers.Reclaim();

        using IncomingLayer incoming = Layers.NewIncoming();
        var counted = new ProgressStream(archive, progress);
        UnpackResult unpacked;
        CompressionKind compression;
        using (Stream plain = Decompression.Open(counted, out compression))
        using (var unpacker = new LayerUnpacker(incoming.Root, options.Limits))
            unpacked = unpacker.Unpack(new TarReader(plain), cancellation);
        progress?.Report(new ImportProgress(counted.Count, true));
        LayerMeasure layer = LayerArchive.Measure(incoming.Root, cancellation);

        Image image = Describe(config, layer.DiffId, options);
        using var held = Lock();
        Initialize();
        Layers.Keep(incoming, new LayerRecord(layer.DiffId, layer.Size, unpacked.ContentBytes, layer.DiskUsage, Reproducible: true));
        Digest id = AddImage(image, [new Descriptor { MediaType = MediaTypes.Layer, Digest = layer.DiffId, Size = layer.Size }], name);
        return new ImportResult(id, layer.DiffId, compression, unpacked.Warnings);
    }

    private Image Describe(ImageConfig config, Digest diffId, ImportOptions options)
    {
        Platform platform = (options.Platform ?? Platform.Current).Normalized();
        DateTimeOffset now = clock.GetUtcNow();
        return new Image
        {
            Created = now, Architecture = platform.Architecture, Variant = platform.Variant, Os = platform.Os, OsVersion = platform.OsVersion,
            Config = config, RootFs = new RootFs { DiffIds = [diffId] }, Comment = options.Message,
            History = [new History { Created = now, Comment = options.Message }],
        };
    }

    /// <summary>Writes configuration and manifest and adds the image to the index. The caller holds the lock and has kept the layers.</summary>
    private Digest AddImage(Image image, Descriptor[] layers, ImageReference? name)
    {
        byte[] configJson = JsonSerializer.SerializeToUtf8Bytes(image, ImageSpecJson.Plain.Image);
        Digest id = blobs.Write(configJson);
        byte[] manifestJson = JsonSerializer.SerializeToUtf8Bytes(
            new ImageManifest
            {
                MediaType = MediaTypes.Manifest, Config = new Descriptor { MediaType = MediaTypes.Config, Digest = id, Size = configJson.Length }, Layers = layers,
            },
            ImageSpecJson.Plain.ImageManifest);
        Digest manifest = blobs.Write(manifestJson);
        List<IndexEntry> entries = Entries(IndexFile.Read(directory)!);
        SetName(entries, IndexEntry.Create(MediaTypes.Manifest, manifest, manifestJson.Length, id, image.Platform, null), name);
        IndexFile.Write(directory, entries);
        return id;
    }
}
