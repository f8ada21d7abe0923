using Berth.Kernel;
using Berth.Oci;

namespace Berth.Images.Tests;

public sealed class WhiteoutTests : IDisposable
{
    private readonly Scratch scratch = new();

    public WhiteoutTests() => Assert.SkipUnless(Files.EffectiveUser == 0, "trusted attributes need root");

    public void Dispose() => scratch.Dispose();

    private string Unpack(string name, Archives archive)
    {
        UnpackTests.Unpack(archive.Bytes(), $"{scratch.Path}/{name}");
        return $"{scratch.Path}/{name}";
    }

    private static bool IsWhiteout(string path)
    {
        FileStatus status = Files.Status(null, path);
        return status.Type == FileType.CharacterDevice && status.RawDevice == default;
    }

    private static bool IsOpaque(string path)
    {
        using Fd fd = Scratch.Open(path);
        return Xattrs.TryGet(fd, "trusted.overlay.opaque", out byte[] value) == Errno.None && value is [(byte)'y'];
    }

    [Fact]
    public void Whiteouts_take_the_form_of_overlayfs()
    {
        string layer = Unpack("l", new Archives().Directory("etc").File("etc/.wh.passwd").Directory("opt").File("opt/.wh..wh..opq").File(".wh..wh.plnk"));
        Assert.True(IsWhiteout(layer + "/etc/passwd"));
        Assert.True(IsOpaque(layer + "/opt"));
        Assert.False(IsOpaque(layer + "/etc"));
        Assert.Equal(["etc", "opt"], Directory.GetFileSystemEntries(layer).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_whiteout_hides_only_what_lies_below_the_layer()
    {
        string layer = Unpack("l", new Archives()
            .File("before", "kept").File(".wh.before").File(".wh.after").File("after", "kept")
            .Directory("d1").File("d1/f", "kept").File(".wh.d1").File(".wh.d2").Directory("d2").File("d2/f", "kept"));
        Assert.Equal("kept", File.ReadAllText(layer + "/before"));
        Assert.Equal("kept", File.ReadAllText(layer + "/after"));
        Assert.Equal("kept", File.ReadAllText(layer + "/d1/f"));
        Assert.True(IsOpaque(layer + "/d1"));
        Assert.True(IsOpaque(layer + "/d2"));
    }

    [Fact]
    public void Whiteouts_survive_archiving_and_unpacking()
    {
        string layer = Unpack("l", new Archives().Directory("etc").File("etc/.wh.passwd").Directory("opt").File("opt/.wh..wh..opq").File("opt/new", "x"));
        using var archive = new MemoryStream();
        using (Fd root = Scratch.Open(layer)) LayerArchive.Write(root, archive);
        UnpackTests.Unpack(archive.ToArray(), scratch.Path + "/again");
        Assert.Equal(TreeListing.Of(layer), TreeListing.Of(scratch.Path + "/again"));
    }

    [Theory]
    [InlineData(".wh.")]
    [InlineData(".wh...")]
    public void A_whiteout_of_nothing_is_an_error(string name) =>
        Assert.Equal(ErrorKind.Corrupt, Assert.Throws<EngineException>(() => Unpack("l", new Archives().File(name))).Kind);

    [Fact]
    public void An_overlay_of_two_unpacked_layers_shows_what_the_image_means()
    {
        Unpack("lower", new Archives().Directory("etc").File("etc/passwd", "old").File("etc/group", "g").Directory("opt").File("opt/old", "x"));
        Unpack("upper", new Archives().Directory("etc").File("etc/.wh.passwd").Directory("opt").File("opt/.wh..wh..opq").File("opt/new", "y"));
        scratch.Make("merged");
        Tool.Run("mount", ["-t", "overlay", "none", "-o", "lowerdir=upper:lower", "merged"], directory: scratch.Path);
        try
        {
            Assert.Equal(["group"], Directory.GetFileSystemEntries(scratch.Path + "/merged/etc").Select(Path.GetFileName));
            Assert.Equal(["new"], Directory.GetFileSystemEntries(scratch.Path + "/merged/opt").Select(Path.GetFileName));
        }
        finally
        {
            Tool.Run("umount", [scratch.Path + "/merged"]);
        }
    }
}
