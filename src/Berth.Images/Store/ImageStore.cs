using System.Text.Json;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Images;

/// <summary>
/// The images of one data root: an OCI layout (names, manifests, configurations) and the unpacked layers. It has no state in memory: any number of
/// processes may use it. Reading takes no lock; changes hold an flock on <c>images/.lock</c> and replace <c>index.json</c> whole.
/// An image's ID is the digest of its configuration. Opening touches nothing; the directories are made when something is first stored.
/// </summary>
public sealed partial class ImageStore
{
    private readonly string directory;
    private readonly BlobStore blobs;
    private readonly TimeProvider clock;

    private ImageStore(string imagesDirectory, string layersDirectory, TimeProvider clock)
    {
        directory = imagesDirectory;
        this.clock = clock;
        blobs = new BlobStore(imagesDirectory);
        Layers = new LayerStore(layersDirectory);
    }

    /// <summary>The unpacked layers.</summary>
    public LayerStore Layers { get; }

    /// <param name="imagesDirectory">The OCI layout, e.g. <c>/var/lib/berth/images</c>.</param>
    /// <param name="layersDirectory">The unpacked layers, on a file system that can be an overlay's lower directory.</param>
    /// <param name="clock">The time of imports; the system's when null.</param>
    public static ImageStore Open(string imagesDirectory, string layersDirectory, TimeProvider? clock = null) =>
        new(imagesDirectory, layersDirectory, clock ?? TimeProvider.System);

    /// <summary>
    /// Finds an image by name (<c>debian:12</c>, <c>name@sha256:…</c>), ID, or unique beginning of an ID; a name comes first. Null when there is none.
    /// Throws <see cref="EngineException"/> when a beginning fits several (InvalidArgument), or when a layer is missing and cannot be unpacked from its blob.
    /// </summary>
    public ResolvedImage? Find(string nameOrId)
    {
        (IndexEntry? entry, ImageReference? reference) = FindEntry(nameOrId);
        if (entry is null) return null;
        (Digest id, Image image) = ReadImage(entry);
        ResolvedImage resolved = new()
        {
            Id = id, Image = image, LayerDirectories = DirectoriesOf(image), Reference = reference, ManifestDigest = entry.Digest,
        };
        foreach (Digest diffId in image.RootFs.DiffIds)
            if (!Layers.Exists(diffId)) UnpackMissing(entry, id, image);
        return resolved;
    }

    /// <summary>As <see cref="Find"/>; throws "No such image" (NotFound).</summary>
    public ResolvedImage Get(string nameOrId) => Find(nameOrId) ?? throw ImageErrors.NotFound(nameOrId);

    private (IndexEntry? Entry, ImageReference? Reference) FindEntry(string nameOrId)
    {
        if (IndexFile.Read(directory) is not { } json) return default;
        bool isId = nameOrId.StartsWith("sha256:", StringComparison.Ordinal);
        if (!isId && ImageReference.TryParse(nameOrId, out ImageReference? reference, out _))
        {
            IndexEntry? entry = reference.Digest.IsEmpty ? IndexFile.FindName(json, reference.ToString()) : FindByDigest(json, reference);
            if (entry is not null) return (entry, reference);
        }
        string prefix = isId ? nameOrId[7..] : nameOrId;
        if (prefix.Length is 0 or > 64) return default;
        foreach (char c in prefix)
            if (!char.IsAsciiHexDigitLower(c)) return default;
        return (FindById(json, prefix), null);
    }

    // The repository has to have the manifest under some name; the tag given beside a digest means nothing, as with docker.
    private static IndexEntry? FindByDigest(byte[] json, ImageReference reference) =>
        IndexFile.Parse(json).Find(entry => entry.Digest == reference.Digest && entry.Name is not null
            && ImageReference.TryParseExact(entry.Name, out ImageReference? name, out _) && name.Name == reference.Name);

    private IndexEntry? FindById(byte[] json, string prefix)
    {
        List<IndexEntry> found = IndexFile.FindIds(json, prefix);
        if (found.Count == 0) found = Entries(json).FindAll(entry => IndexFile.Begins(entry, prefix));
        for (int i = 1; i < found.Count; i++)
            if (found[i].Config != found[0].Config) throw ImageErrors.Ambiguous(prefix);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>All entries, each with its image's ID: those that another program wrote get it from their manifest. Broken ones are left out.</summary>
    private List<IndexEntry> Entries(ReadOnlySpan<byte> json)
    {
        List<IndexEntry> entries = IndexFile.Parse(json);
        for (int i = entries.Count - 1; i >= 0; i--)
        {
            if (!entries[i].Config.IsEmpty) continue;
            try
            {
                entries[i] = entries[i].WithConfig(ReadManifest(entries[i]).Config.Digest);
            }
            catch (EngineException)
            {
                entries.RemoveAt(i);
            }
        }
        return entries;
    }

    private (Digest Id, Image Image) ReadImage(IndexEntry entry)
    {
        Digest id = entry.Config.IsEmpty ? ReadManifest(entry).Config.Digest : entry.Config;
        return (id, ImageReader.Parse(blobs.Read(id), $"image {id.Short}"));
    }

    private ImageManifest ReadManifest(IndexEntry entry)
    {
        byte[] json = blobs.Read(entry.Digest);
        try
        {
            if (!MediaTypes.IsIndex(entry.MediaType))
                return JsonSerializer.Deserialize(json, ImageSpecJson.Plain.ImageManifest) ?? throw new JsonException("it is null");
            // Several platforms under one name: this machine's.
            ImageIndex index = JsonSerializer.Deserialize(json, ImageSpecJson.Plain.ImageIndex) ?? throw new JsonException("it is null");
            Descriptor chosen = Array.Find(index.Manifests, m => m.Platform is not null && Platform.Current.Matches(m.Platform))
                ?? throw new EngineException(ErrorKind.NotFound, $"image {entry.Name ?? entry.Digest.Short} has no variant for {Platform.Current}");
            return JsonSerializer.Deserialize(blobs.Read(chosen.Digest), ImageSpecJson.Plain.ImageManifest) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new EngineException(ErrorKind.Corrupt, $"read manifest {entry.Digest.Short}: {e.Message}", inner: e);
        }
    }

    private string[] DirectoriesOf(Image image)
    {
        Digest[] diffIds = image.RootFs.DiffIds;
        var directories = new string[diffIds.Length];
        for (int i = 0; i < diffIds.Length; i++) directories[^(i + 1)] = Layers.DirectoryOf(diffIds[i]);
        return directories;
    }

    private FileLock Lock()
    {
        Files.MakeDirectories(directory, 0x1C0);
        return FileLock.Acquire(null, directory + "/.lock");
    }

    /// <summary>Makes the layout's fixed parts. The caller holds the lock.</summary>
    private void Initialize()
    {
        if (Files.TryStatus(null, directory + "/oci-layout", out _) == Errno.None) return;
        Files.MakeDirectories(directory + "/blobs/sha256", 0x1ED);
        if (IndexFile.Read(directory) is null) IndexFile.Write(directory, []);
        Files.WriteWhole(null, directory + "/oci-layout", """{"imageLayoutVersion":"1.0.0"}"""u8, sync: true);
    }
}
