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
    public void An_import_killed_in_the_middle_leaves_no_layer_and_nothing_after_the_next()
    {
        byte[] archive = Archive(2000);
        using Process import = ChildProcess.Start(scratch.Path);
        // Half of it, and it waits for more: it is in the middle, then.
        import.StandardInput.BaseStream.Write(archive.AsSpan(0, archive.Length / 2));
        import.StandardInput.BaseStream.Flush();
        for (int i = 0; i < 600 && !(Directory.Exists(scratch.Path + "/layers") && Directory.GetFiles(scratch.Path + "/layers", "f*", SearchOption.AllDirectories).Length > 100); i++)
            Thread.Sleep(50);
        Assert.Equal(0, store.Layers.Reclaim());
        import.Kill();
        import.WaitForExit();
        Assert.StartsWith(".incoming-", Assert.Single(Layers()));
        Assert.Empty(store.Layers.List());
        Assert.Null(store.Find("child"));
        Assert.Equal(1, store.Layers.Reclaim());
        Assert.Empty(Layers());
    }

    [Fact]
    public void An_ordinary_user_imports_without_owners_and_devices()
    {
        Tool.Need("setpriv");
        Assert.SkipUnless(Files.EffectiveUser == 0, "only root can become somebody else");
        Tool.Shell("chmod 755 .; mkdir home; chown 1234:1234 home", scratch.Path);
        byte[] archive = new Archives()
            .Directory("etc", 0x16D).File("etc/motd", "hello", 0x124).File("etc/.wh.gone").Directory("opt").File("opt/.wh..wh..opq")
            .Add(TarEntryType.CharacterDevice, "dev/null", device: new DeviceNumber(1, 3)).Bytes();
        using Process import = ChildProcess.Start(scratch.Path + "/home", "setpriv", "--reuid=1234", "--regid=1234", "--clear-groups", "--inh-caps=-all");
        import.StandardInput.BaseStream.Write(archive);
        import.StandardInput.Close();
        string output = import.StandardOutput.ReadToEnd(), error = import.StandardError.ReadToEnd();
        import.WaitForExit();
        Assert.SkipWhen(error.Contains("Permission denied", StringComparison.Ordinal) && !error.Contains("Berth", StringComparison.Ordinal), "another user may not read the test program");
        Assert.True(import.ExitCode == 0, error);
        Assert.Equal("dev/null: device nodes need root; left out\n", output);
        var theirs = ImageStore.Open(scratch.Path + "/home/images", scratch.Path + "/home/layers");
        string tree = theirs.Get("child").LayerDirectories[0];
        Assert.Equal((1234u, 0x16Du), (Files.Status(null, tree + "/etc").Uid, Files.Status(null, tree + "/etc").Permissions));
        Assert.Equal(FileType.CharacterDevice, Files.Status(null, tree + "/etc/gone").Type);
        using Fd opt = Scratch.Open(tree + "/opt");
        Assert.Equal(Errno.None, Xattrs.TryGet(opt, "user.overlay.opaque", out _));
    }

    [Fact]
    public void A_real_debian_comes_out_as_gnu_tar_unpacks_it()
    {
        string archive = Path.Combine(Environment.GetEnvironmentVariable("BERTH_TESTDATA") ?? "", "debian.tar");
        Assert.SkipUnless(File.Exists(archive), "no Debian archive (BERTH_TESTDATA names the directory of debian.tar)");
        Assert.SkipUnless(Files.EffectiveUser == 0, "owners and device nodes need root");
        scratch.Make("gnu");
        Tool.Run("tar", ["--xattrs", "--xattrs-include=*", "--numeric-owner", "-xpf", archive], directory: scratch.Path + "/gnu");
        using (FileStream stream = File.OpenRead(archive)) store.Import(stream, ImageReference.Parse("debian:12"));
        Assert.Equal(TreeListing.Of(scratch.Path + "/gnu"), TreeListing.Of(store.Get("debian:12").LayerDirectories[0]));
    }
}
