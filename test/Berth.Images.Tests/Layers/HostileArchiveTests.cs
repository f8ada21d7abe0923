using System.Text;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Images.Tests;

public sealed class HostileArchiveTests : IDisposable
{
    private readonly Scratch scratch = new();
    private readonly string outside;
    private readonly string target;

    public HostileArchiveTests()
    {
        outside = scratch.Make("outside");
        File.WriteAllText(outside + "/victim", "untouched");
        target = scratch.Path + "/out";
    }

    public void Dispose()
    {
        // Whatever the archive tried: nothing but the target changed.
        Assert.Equal("untouched", File.ReadAllText(outside + "/victim"));
        Assert.Single(Directory.GetFileSystemEntries(outside));
        scratch.Dispose();
    }

    private UnpackResult Unpack(Archives archive) => UnpackTests.Unpack(archive.Bytes(), target);

    private EngineException Refused(Archives archive) => Assert.Throws<EngineException>(() => Unpack(archive));

    [Theory]
    [InlineData("../outside/victim")]
    [InlineData("a/../../outside/victim")]
    [InlineData("/../outside/victim")]
    public void A_name_that_climbs_out_is_refused(string name)
    {
        EngineException e = Refused(new Archives().Directory("a").File(name, "x"));
        Assert.Equal($"unpack archive: {name} leads out of the root directory", e.Message);
    }

    [Fact]
    public void Absolute_names_and_inner_dots_stay_inside()
    {
        Unpack(new Archives().File("/etc/absolute", "a").File("./x/../y//z", "b"));
        Assert.Equal("a", File.ReadAllText(target + "/etc/absolute"));
        Assert.Equal("b", File.ReadAllText(target + "/y/z"));
    }

    [Fact]
    public void Writing_through_an_absolute_link_stays_inside()
    {
        Unpack(new Archives().Symlink("link", outside).Directory(outside[1..]).File("link/victim", "inside"));
        Assert.Equal("inside", File.ReadAllText(target + outside + "/victim"));
    }

    [Fact]
    public void Writing_through_a_climbing_link_stays_inside()
    {
        Unpack(new Archives().Symlink("link", "../../../../../../../../../../..").File("link/victim", "inside"));
        Assert.Equal("inside", File.ReadAllText(target + "/victim"));
    }

    [Fact]
    public void Writing_through_a_link_that_leads_nowhere_is_refused() =>
        Assert.Contains("open the directory of link/victim", Refused(new Archives().Symlink("link", outside).File("link/victim", "x")).Message);

    [Fact]
    public void A_file_in_place_of_a_link_replaces_the_link()
    {
        Unpack(new Archives().Symlink("f", outside + "/victim").File("f", "inside"));
        Assert.Equal("inside", File.ReadAllText(target + "/f"));
        Assert.Null(new FileInfo(target + "/f").LinkTarget);
    }

    [Fact]
    public void A_directory_in_place_of_a_link_replaces_the_link()
    {
        Unpack(new Archives().Symlink("d", outside).Directory("d").File("d/victim", "inside"));
        Assert.Null(new DirectoryInfo(target + "/d").LinkTarget);
        Assert.Equal("inside", File.ReadAllText(target + "/d/victim"));
    }

    [Fact]
    public void A_link_in_place_of_a_directory_is_followed_only_inside()
    {
        Unpack(new Archives().Directory("d").File("d/first").Symlink("d", "/e").Directory("e").File("d/victim", "inside"));
        Assert.Equal("inside", File.ReadAllText(target + "/e/victim"));
        // The time of the replaced directory is not set on what the link leads to.
        Assert.Equal(1_000_000_000, Files.Status(null, target + "/e").Modified.Seconds);
    }

    [Fact]
    public void A_link_to_proc_is_no_way_out() =>
        Assert.ThrowsAny<EngineException>(() => Unpack(new Archives().Symlink("p", "/proc/self/root").File("p" + outside + "/victim", "x")));

    [Theory]
    [InlineData("../outside/victim")]
    [InlineData("link/victim")]
    [InlineData("missing")]
    public void A_hard_link_to_something_outside_is_refused(string to) =>
        Assert.Contains(to == "../outside/victim" ? "leads out" : "not in the archive before it", Refused(new Archives().Symlink("link", outside).HardLink("h", to)).Message);

    [Fact]
    public void A_hard_link_to_a_link_links_the_link_itself()
    {
        Unpack(new Archives().Symlink("s", outside + "/victim").HardLink("h", "s").File("h", "inside"));
        Assert.Equal("inside", File.ReadAllText(target + "/h"));
    }

    [Fact]
    public void Writing_to_a_hard_link_replaces_it_and_leaves_the_first_name()
    {
        Unpack(new Archives().File("a", "one").HardLink("b", "a").File("b", "two"));
        Assert.Equal(("one", "two"), (File.ReadAllText(target + "/a"), File.ReadAllText(target + "/b")));
    }

    [Fact]
    public void The_last_of_several_entries_of_one_name_wins()
    {
        Unpack(new Archives().File("x", "one").File("x", "two").Directory("x").File("x/y").File("x", "three"));
        Assert.Equal("three", File.ReadAllText(target + "/x"));
    }

    [Fact]
    public void A_directory_listed_twice_keeps_its_content()
    {
        Unpack(new Archives().Directory("d").File("d/f", "kept").Directory("d", 0x1C0));
        Assert.Equal("kept", File.ReadAllText(target + "/d/f"));
        Assert.Equal(0x1C0u, Files.Status(null, target + "/d").Permissions);
    }

    [Fact]
    public void A_file_as_a_directory_is_an_error() =>
        Assert.Contains("not a directory", Refused(new Archives().File("f").File("f/g")).Message);

    [Theory]
    [InlineData("trusted.overlay.redirect")]
    [InlineData("trusted.overlay.opaque")]
    [InlineData("user.overlay.metacopy")]
    public void Overlay_attributes_from_outside_are_refused(string name)
    {
        EngineException e = Refused(new Archives().Add(TarEntryType.Regular, "f", xattrs: new TarXattr(name, [1])));
        Assert.Contains($"f has the attribute {name}", e.Message);
    }

    [Fact]
    public void Names_too_long_for_the_system_are_an_error()
    {
        Assert.Contains("name too long", Refused(new Archives().File(new string('n', 300))).Message);
        Directory.Delete(target, true);
        Assert.Contains("name too long", Refused(new Archives().File(string.Concat(Enumerable.Repeat("d/", 3000)) + "f")).Message);
    }

    [Fact]
    public void Names_that_are_not_utf8_or_have_control_characters_survive()
    {
        Unpack(new Archives().File("caf\xe9\n\x01", "x"));
        using Fd root = Scratch.Open(target);
        Assert.Equal(Encoding.Latin1.GetBytes("caf\xe9\n\x01"), Assert.Single(DirectoryEntries.Read(root)).Name);
    }

    [Fact]
    public void Limits_stop_an_archive_that_is_too_large()
    {
        byte[] archive = new Archives().File("a", "12345").File("b", "12345").Bytes();
        var e = Assert.Throws<EngineException>(() => UnpackTests.Unpack(archive, target, new UnpackOptions { MaxContentBytes = 9 }));
        Assert.Equal((ErrorKind.Exhausted, "unpack archive: its content is larger than the limit of 9 bytes"), (e.Kind, e.Message));
        e = Assert.Throws<EngineException>(() => UnpackTests.Unpack(archive, scratch.Path + "/2", new UnpackOptions { MaxEntries = 1 }));
        Assert.Equal("unpack archive: it has more than 1 entries", e.Message);
    }

    [Fact]
    public void A_full_disk_is_told_as_such()
    {
        Assert.SkipUnless(Files.EffectiveUser == 0, "a file system of its own needs root");
        scratch.Make("small");
        Tool.Run("mount", ["-t", "tmpfs", "-o", "size=256k", "none", scratch.Path + "/small"]);
        try
        {
            var e = Assert.Throws<EngineException>(() => UnpackTests.Unpack(new Archives().File("big", new string('x', 1 << 20)).Bytes(), scratch.Path + "/small/out"));
            Assert.Equal((ErrorKind.Exhausted, "unpack archive: write big: no space left on device"), (e.Kind, e.Message));
        }
        finally
        {
            Tool.Run("umount", [scratch.Path + "/small"]);
        }
    }

    [Fact]
    public void Set_id_bits_survive_the_change_of_owner()
    {
        Unpack(new Archives().File("su", "x", mode: 0x9ED));
        Assert.Equal(0x9EDu, Files.Status(null, target + "/su").Permissions);
    }
}
