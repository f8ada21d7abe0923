using System.Diagnostics;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Images.Tests;

public sealed class ImportTests : IDisposable
{
    private readonly Scratch scratch = new();
    private readonly ImageStore store;

    public ImportTests() => store = ImageStore.Open(scratch.Path + "/images", scratch.Path + "/layers");

    public void Dispose() => scratch.Dispose();

    private string[] Layers() => [.. Directory.GetFileSystemEntries(scratch.Path + "/layers").Select(p => Path.GetFileName(p)!)];

    private static byte[] Archive(int files = 20)
    {
        var archive = new Archives();
        for (int i = 0; i < files; i++) archive.File($"d{i % 7}/f{i}", $"content {i}");
        return archive.Bytes();
    }

    [Theory]
    [InlineData(null, CompressionKind.None)]
    [InlineData("gzip", CompressionKind.Gzip)]
    [InlineData("zstd", CompressionKind.Zstd)]
    [InlineData("xz", CompressionKind.Xz)]
    public void The_same_archive_gives_the_same_layer_however_it_is_compressed(string? program, CompressionKind kind)
    {
        if (program is not null) Tool.Need(program);
        byte[] plain = Archive();
        ImportResult first = store.Import(new MemoryStream(plain), null);
        ImportResult result = store.Import(new MemoryStream(program is null ? plain : Tool.Run(program, ["-c"], plain)), ImageReference.Parse("x"));
        Assert.Equal((first.DiffId, kind), (result.DiffId, result.Compression));
        Assert.Single(Layers());
    }

    [Fact]
    public void History_and_times_are_those_of_docker_import()
    {
        DateTimeOffset before = DateTimeOffset.UtcNow;
        store.Import(new MemoryStream(Archive()), ImageReference.Parse("x"), new ImportOptions { Platform = Platform.Parse("linux/arm64/v8") });
        Image image = store.Get("x").Image;
        Assert.InRange(image.Created!.Value, before.AddSeconds(-1), DateTimeOffset.UtcNow);
        Assert.Equal(("arm64", "linux", "Imported from -"), (image.Architecture, image.Os, image.History![0].Comment));
    }

    [Fact]
    public void Progress_counts_the_bytes_as_they_came()
    {
        var reports = new List<ImportProgress>();
        byte[] archive = new Archives().File("big", new string('x', 5 << 20)).Bytes();
        store.Import(new MemoryStream(archive), null, progress: new Recorder(reports));
        Assert.True(reports.Count > 3);
        Assert.Equal(new ImportProgress(archive.Length, true), reports[^1]);
    }

    private sealed class Recorder(List<ImportProgress> reports) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => reports.Add(value);
    }

    [Fact]
    public void A_failed_import_leaves_nothing()
    {
        Assert.Throws<EngineException>(() => store.Import(new MemoryStream(new Archives().File("a", "x").File("../b").Bytes()), null));
        Assert.Throws<EngineException>(() => store.Import(new MemoryStream(Archive()[..3000]), null));
        Assert.Throws<EngineException>(() => store.Import(new MemoryStream(Archive()), null, new ImportOptions { Changes = ["FOO x"] }));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => store.Import(new MemoryStream(Archive()), null, cancellation: cancelled.Token));
        Assert.Empty(Layers());
        Assert.Empty(store.List());
    }

    [Fact]
    public void Concurrent_imports_of_the_same_content_make_one_layer_and_all_their_names()
    {
        byte[] archive = Archive(300);
        Parallel.For(0, 8, i => ImageStore.Open(scratch.Path + "/images", scratch.Path + "/layers").Import(new MemoryStream(archive), ImageReference.Parse($"n:{i}")));
        Assert.Single(Layers());
        Assert.Equal(8, store.List().Sum(i => i.References.Count));
    }

    [Fact]
    public void What_a_killed_import_left_is_removed_by_the_next_and_what_a_living_one_has_is_not()
    {
        store.Import(new MemoryStream(Archive()), null);
        IncomingLayer living = store.Layers.NewIncoming();
        string abandoned = scratch.Path + "/layers/.incoming-dead";
        Directory.CreateDirectory(abandoned + "/fs/etc");
        Directory.CreateDirectory(scratch.Path + "/layers/.removing-dead/fs");
        store.Import(new MemoryStream(Archive(3)), null);
        Assert.False(Directory.Exists(abandoned));
        Assert.False(Directory.Exists(scratch.Path + "/layers/.removing-dead"));
        Assert.True(Directory.Exists(living.Path));
        living.Dispose();
        Assert.False(Directory.Exists(living.Path));
        Assert.Equal(2, Layers().Length);
    }

    [Fact]
    public void A_real_debian_comes_out_as_gnu_tar_unpacks_it()
    {
        const string debian = "/tmp/w/debian.tar";
        string? archive = Environment.GetEnvironmentVariable("BERTH_TEST_DEBIAN") ?? (File.Exists(debian) ? debian : null);
        Assert.SkipWhen(archive is null, "no Debian archive (BERTH_TEST_DEBIAN names one)");
        Assert.SkipUnless(Files.EffectiveUser == 0, "owners and device nodes need root");
        scratch.Make("gnu");
        Tool.Run("tar", ["--xattrs", "--xattrs-include=*", "--numeric-owner", "-xpf", archive], directory: scratch.Path + "/gnu");
        using (FileStream stream = File.OpenRead(archive)) store.Import(stream, ImageReference.Parse("debian:12"));
        Assert.Equal(TreeListing.Of(scratch.Path + "/gnu"), TreeListing.Of(store.Get("debian:12").LayerDirectories[0]));
    }
}
