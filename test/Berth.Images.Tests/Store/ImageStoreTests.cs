using System.Text;
using System.Text.Json;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Images.Tests;

public sealed class ImageStoreTests : IDisposable
{
    private readonly Scratch scratch = new();
    private readonly ImageStore store;

    public ImageStoreTests() => store = ImageStore.Open(scratch.Path + "/images", scratch.Path + "/layers");

    public void Dispose() => scratch.Dispose();

    private static ImageReference Name(string text) => ImageReference.Parse(text);

    private Digest Import(string content, string? name, params string[] changes) =>
        store.Import(new MemoryStream(new Archives().File("f", content).Bytes()), name is null ? null : Name(name), new ImportOptions { Changes = changes }).Id;

    private string[] Layers() => [.. Directory.GetFileSystemEntries(scratch.Path + "/layers").Select(p => Path.GetFileName(p)!)];

    [Fact]
    public void An_imported_image_is_found_by_name_id_and_beginning_of_the_id()
    {
        Digest id = Import("x", "debian:12", "CMD [\"/bin/bash\"]", "ENV A=b");
        foreach (string name in (string[])["debian:12", "docker.io/library/debian:12", id.ToString(), id.Hex, id.Short, id.Hex[..3]])
        {
            ResolvedImage image = store.Get(name);
            Assert.Equal(id, image.Id);
            Assert.Equal(["/bin/bash"], image.Config.Cmd!);
            Assert.Equal(["A=b"], image.Config.Env!);
            Assert.Equal("x", File.ReadAllText(Assert.Single(image.LayerDirectories) + "/f"));
        }
        Assert.Equal("debian:12", store.Get("debian:12").Reference!.Familiar);
        Assert.Null(store.Find("debian:11"));
        Assert.Null(store.Find("debian"));
        Assert.Equal("No such image: debian:latest", Assert.Throws<EngineException>(() => store.Get("debian")).Message);
        ResolvedImage byDigest = store.Get($"debian@{store.Get("debian:12").ManifestDigest}");
        Assert.Equal(id, byDigest.Id);
    }

    [Fact]
    public void A_store_that_does_not_exist_yet_is_empty_and_stays_so_when_read()
    {
        Assert.Null(store.Find("debian"));
        Assert.Empty(store.List());
        Assert.False(Directory.Exists(scratch.Path + "/images"));
    }

    [Fact]
    public void A_beginning_that_fits_several_images_is_refused()
    {
        var ids = Enumerable.Range(0, 40).Select(i => Import($"{i}", $"i:{i}").Hex).ToList();
        string common = ids.GroupBy(id => id[..1]).First(g => g.Count() > 1).Key;
        Assert.Equal($"multiple IDs found with provided prefix: {common}", Assert.Throws<EngineException>(() => store.Find(common)).Message);
    }

    [Fact]
    public void The_same_content_is_one_layer_and_a_new_image_takes_the_name()
    {
        Digest first = Import("x", "a:1", "LABEL v=1");
        Digest second = Import("x", "a:1", "LABEL v=2");
        Assert.NotEqual(first, second);
        Assert.Single(Layers());
        Assert.Equal(second, store.Get("a:1").Id);
        IReadOnlyList<StoredImage> list = store.List();
        Assert.Equal(2, list.Count);
        Assert.Empty(list.Single(i => i.Id == first).References);
        Assert.Equal(1, list[0].Size);
    }

    [Fact]
    public void The_record_of_a_layer_tells_its_sizes_and_its_archive_can_be_written_again()
    {
        Import(new string('x', 100_000), "a:1");
        Digest diffId = store.Get("a:1").Image.RootFs.DiffIds[0];
        LayerRecord record = store.Layers.Record(diffId)!;
        Assert.Equal((diffId, 100_000L), (record.DiffId, record.ContentSize));
        Assert.InRange(record.DiskUsage, 100_000, 200_000);
        store.WriteLayerBlob(diffId);
        string blob = $"{scratch.Path}/images/blobs/sha256/{diffId.Hex}";
        Assert.Equal(record.Size, new FileInfo(blob).Length);
        Assert.Equal(diffId.Hex, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(blob))));
    }

    [Fact]
    public void A_changed_tree_cannot_become_a_blob_again()
    {
        Import("x", "a:1");
        Digest diffId = store.Get("a:1").Image.RootFs.DiffIds[0];
        File.WriteAllText(store.Layers.DirectoryOf(diffId) + "/f", "tampered");
        Assert.Contains("the content has the digest", Assert.Throws<EngineException>(() => store.WriteLayerBlob(diffId)).Message);
        Assert.DoesNotContain(Directory.GetFiles(scratch.Path + "/images/blobs/sha256"), f => f.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void Skopeo_reads_the_layout_and_writes_into_it()
    {
        Tool.Need("skopeo");
        Digest id = Import("x", "debian:12", "ENV A=b+c");
        store.WriteLayerBlob(store.Get("debian:12").Image.RootFs.DiffIds[0]);
        scratch.Make("policy");
        string config = Encoding.UTF8.GetString(Tool.Run("skopeo", ["inspect", "--config", $"oci:{scratch.Path}/images:12"]));
        Assert.Contains("A=b+c", config);
        Tool.Run("skopeo", ["--insecure-policy", "copy", "-q", $"oci:{scratch.Path}/images:12", $"oci:{scratch.Path}/other:12"]);
        // Back under another name: the entry is skopeo's, the layer is there already.
        Tool.Run("skopeo", ["--insecure-policy", "copy", "-q", $"oci:{scratch.Path}/other:12", $"oci:{scratch.Path}/images:copied/app:v1"]);
        Assert.Equal(id, store.Get("copied/app:v1").Id);
        Assert.Equal(id, store.Get("debian:12").Id);
        Assert.Equal(["copied/app:v1", "debian:12"], store.Inspect("debian:12")!.References.Select(r => r.Familiar));
        // And into an empty store: the layer is unpacked when it is first needed.
        var second = ImageStore.Open(scratch.Path + "/other", scratch.Path + "/layers2");
        Assert.Null(second.Find("debian:12"));
        Assert.Equal("x", File.ReadAllText(second.Get(id.Short).LayerDirectories[0] + "/f"));
        second.Tag(id.ToString(), Name("named:1"));
        Assert.Equal(id, second.Get("named:1").Id);
    }

    [Fact]
    public void A_tag_is_another_name_and_moves_from_image_to_image()
    {
        Digest one = Import("1", "a:1"), two = Import("2", "b:1");
        store.Tag("a:1", Name("c:1"));
        store.Tag(two.Short, Name("a:1"));
        Assert.Equal((two, one), (store.Get("a:1").Id, store.Get("c:1").Id));
        Assert.Equal(["a:1", "b:1"], store.List().Single(i => i.Id == two).References.Select(r => r.Familiar));
        Assert.Equal("No such image: nope:latest", Assert.Throws<EngineException>(() => store.Tag("nope", Name("x"))).Message);
        Assert.Throws<EngineException>(() => store.Tag("a:1", Name($"x@{one}")));
    }

    [Fact]
    public void Removing_a_name_of_several_only_untags()
    {
        Digest id = Import("1", "a:1");
        store.Tag("a:1", Name("b:1"));
        Assert.Equal([new RemovedImage("a:1", null)], store.Remove("a:1"));
        Assert.Equal(id, store.Get("b:1").Id);
        IReadOnlyList<RemovedImage> removed = store.Remove("b:1");
        Assert.Equal(["b:1"], removed.Select(r => r.Untagged).OfType<string>());
        Assert.Equal(id.ToString(), removed[1].Deleted);
        Assert.Equal(3, removed.Count);
        Assert.Empty(Layers());
        Assert.Empty(Directory.GetFiles(scratch.Path + "/images/blobs/sha256"));
        Assert.Empty(store.List());
    }

    [Fact]
    public void A_layer_that_another_image_uses_stays()
    {
        Import("x", "a:1", "LABEL v=1");
        Import("x", "b:1", "LABEL v=2");
        Assert.Equal(2, store.Remove("a:1").Count);
        Assert.Single(Layers());
        Assert.Equal("x", File.ReadAllText(store.Get("b:1").LayerDirectories[0] + "/f"));
    }

    [Fact]
    public void An_image_that_a_container_uses_is_removed_only_by_force_and_its_layers_stay()
    {
        Digest id = Import("x", "a:1");
        string container = new('c', 64);
        var stopped = new RemoveImageOptions { UsersOf = image => image == id ? [new ImageUser(container, false)] : [] };
        Assert.Equal(
            $"conflict: unable to remove repository reference \"a:1\" (must force) - container cccccccccccc is using its referenced image {id.Short}",
            Assert.Throws<EngineException>(() => store.Remove("a:1", stopped)).Message);
        Assert.Equal(
            $"conflict: unable to delete {id.Short} (must be forced) - image is being used by stopped container cccccccccccc",
            Assert.Throws<EngineException>(() => store.Remove(id.Short, stopped)).Message);
        var running = new RemoveImageOptions { Force = true, UsersOf = _ => [new ImageUser(container, true)] };
        Assert.Contains("cannot be forced", Assert.Throws<EngineException>(() => store.Remove(id.Short, running)).Message);
        // By name and force a running container's image only loses the name.
        Assert.Single(store.Remove("a:1", running));
        Assert.Empty(store.Get(id.Short).Reference is null ? store.Inspect(id.Short)!.References : []);
        Assert.Equal([new RemovedImage(null, id.ToString())], store.Remove(id.Short, stopped with { Force = true }));
        string layer = Assert.Single(Layers());
        Assert.Equal(0, store.Reclaim([Digest.Parse("sha256:" + layer)]));
        Assert.Equal(1, store.Reclaim([]));
        Assert.Empty(Layers());
    }

    [Fact]
    public void An_id_with_names_in_several_repositories_is_removed_only_by_force()
    {
        Digest id = Import("x", "a:1");
        store.Tag("a:1", Name("a:2"));
        store.Tag("a:1", Name("b:1"));
        Assert.Equal(
            $"conflict: unable to delete {id.Short} (must be forced) - image is referenced in multiple repositories",
            Assert.Throws<EngineException>(() => store.Remove(id.Short)).Message);
        Assert.Equal(["a:1", "a:2", "b:1"], store.Remove(id.Short, new RemoveImageOptions { Force = true }).Select(r => r.Untagged).OfType<string>().Order());
    }

    [Fact]
    public void Dangling_images_can_be_removed_together()
    {
        Import("1", null);
        Import("2", "a:1");
        Import("3", "a:1");
        Assert.Equal(2, store.List().Count(i => i.References.Count == 0));
        Assert.Equal(4, store.RemoveDangling(new RemoveImageOptions()).Count);
        Assert.Equal("a:1", Assert.Single(Assert.Single(store.List()).References).Familiar);
        Assert.Single(Layers());
    }

    [Fact]
    public void An_index_in_another_programs_form_is_read_and_survives_a_change()
    {
        Digest id = Import("x", "a:1");
        string path = scratch.Path + "/images/index.json";
        using (JsonDocument document = JsonDocument.Parse(File.ReadAllText(path)))
            File.WriteAllText(path, JsonSerializer.Serialize(document.RootElement, new JsonSerializerOptions { WriteIndented = true }));
        Assert.Equal(id, store.Get("a:1").Id);
        Assert.Equal(id, store.Get(id.Short).Id);
        store.Tag("a:1", Name("b:1"));
        Assert.Equal((id, id), (store.Get("a:1").Id, store.Get("b:1").Id));
    }

    [Fact]
    public void A_broken_index_is_reported()
    {
        Import("x", "a:1");
        File.WriteAllText(scratch.Path + "/images/index.json", "{\"manifests\":[{\"digest\":");
        Assert.Equal(ErrorKind.Corrupt, Assert.Throws<EngineException>(() => store.Find("a:1")).Kind);
    }

    [Fact]
    public void A_missing_layer_is_reported()
    {
        Digest id = Import("x", "a:1");
        Directory.Delete($"{scratch.Path}/layers/{Layers()[0]}", true);
        Assert.Equal($"layer {store.Inspect("a:1")!.Image.RootFs.DiffIds[0].Short} of image {id.Short} is missing", Assert.Throws<EngineException>(() => store.Find("a:1")).Message);
        Assert.NotEmpty(store.Remove("a:1"));
    }
}
