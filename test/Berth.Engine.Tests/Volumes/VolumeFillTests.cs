using Berth.Engine.Contracts;
using Berth.Kernel;

namespace Berth.Engine.Tests;

/// <summary>What an image has at a volume's mount point goes into the volume, once.</summary>
public sealed class VolumeFillTests : IDisposable
{
    private readonly TestEngine test = new();
    private readonly string image;
    private readonly string data;

    public VolumeFillTests()
    {
        image = test.Root + "/rootfs";
        Directory.CreateDirectory(image + "/var/lib/db/sub");
        File.WriteAllText(image + "/var/lib/db/file", "content");
        File.SetUnixFileMode(image + "/var/lib/db/file", UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Files.Link(null, image + "/var/lib/db/file", null, image + "/var/lib/db/sub/hard");
        File.CreateSymbolicLink(image + "/var/lib/db/link", "/etc/passwd");
        using (var sparse = new FileStream(image + "/var/lib/db/sparse", FileMode.CreateNew))
        {
            sparse.SetLength(1 << 20);
            sparse.Seek(-1, SeekOrigin.End);
            sparse.WriteByte(1);
        }
        File.SetUnixFileMode(image + "/var/lib/db", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        test.Engine.Volumes.Create("db");
        data = test.Engine.Volumes.Inspect("db").Mountpoint;
    }

    public void Dispose() => test.Dispose();

    private void Fill(string destination)
    {
        using Fd root = Files.Open(image, OpenFlags.Path | OpenFlags.Directory);
        VolumePopulator.Fill(test.Engine, [new VolumeFill("db", destination)], root);
    }

    [Fact]
    public void Content_modes_links_and_holes_are_copied()
    {
        Fill("/var/lib/db");
        Assert.Equal("content", File.ReadAllText(data + "/file"));
        Assert.Equal(0x120u, Files.Status(null, data + "/file").Permissions);
        Assert.Equal(Files.Status(null, data + "/file").Inode, Files.Status(null, data + "/sub/hard").Inode);
        Assert.Equal("/etc/passwd", Files.ReadLink(null, data + "/link"));
        FileStatus sparse = Files.Status(null, data + "/sparse");
        Assert.Equal(1 << 20, sparse.Size);
        Assert.InRange(sparse.Blocks, 1, 64);
        Assert.Equal(0x1C0u, Files.Status(null, data).Permissions);
        Assert.Equal(Files.Status(null, image + "/var/lib/db/file").Modified, Files.Status(null, data + "/file").Modified);
    }

    [Fact]
    public void A_volume_that_holds_something_is_left_alone()
    {
        File.WriteAllText(data + "/mine", "");
        Fill("/var/lib/db");
        Assert.Equal(["mine"], Directory.GetFileSystemEntries(data).Select(Path.GetFileName));
    }

    [Fact]
    public void A_fill_that_was_killed_is_continued_and_keeps_what_is_there()
    {
        File.WriteAllText(data + "/file", "changed");
        File.WriteAllText(data + "/../filling", "");
        Fill("/var/lib/db");
        Assert.Equal("changed", File.ReadAllText(data + "/file"));
        Assert.True(File.Exists(data + "/sparse"));
        Assert.False(File.Exists(data + "/../filling"));
    }

    [Fact]
    public void A_link_in_the_image_leads_nowhere_outside_of_it()
    {
        Directory.CreateDirectory(test.Root + "/secret");
        File.WriteAllText(test.Root + "/secret/key", "");
        File.CreateSymbolicLink(image + "/trap", "../../../../../../../../" + test.Root + "/secret");
        Fill("/trap");
        Assert.Empty(Directory.GetFileSystemEntries(data));
    }

    [Fact]
    public void Nothing_at_the_mount_point_is_no_failure()
    {
        Fill("/no/such");
        Fill("/var/lib/db/file");
        Assert.Empty(Directory.GetFileSystemEntries(data));
    }
}
