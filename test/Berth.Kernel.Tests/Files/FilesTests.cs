using System.Text;

namespace Berth.Kernel.Tests;

public sealed class FilesTests : IDisposable
{
    private readonly ScratchDirectory scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_path_resolved_beneath_a_directory_cannot_leave_it()
    {
        Files.MakeSymlink("/etc", scratch.Fd, "absolute");
        Files.MakeSymlink("../../../../etc", scratch.Fd, "relative");
        foreach (string path in (string[])["absolute/passwd", "relative/passwd", "../x", "/etc/passwd"])
            Assert.Equal(Errno.EXDEV, Files.TryOpenAt2(scratch.Fd, path, OpenFlags.ReadOnly, ResolveFlags.Beneath, out _));
        Assert.Equal(Errno.ELOOP, Files.TryOpenAt2(scratch.Fd, "absolute/passwd", OpenFlags.ReadOnly, ResolveFlags.NoSymlinks, out _));
        Assert.Equal(Errno.ENOENT, Files.TryOpenAt2(scratch.Fd, "absolute/passwd", OpenFlags.ReadOnly, ResolveFlags.InRoot, out _));
    }

    [Fact]
    public void A_file_written_whole_replaces_the_old_one_and_leaves_no_temporary()
    {
        Files.WriteWhole(scratch.Fd, "f", "one"u8);
        Files.WriteWhole(scratch.Fd, "f", "two"u8, mode: 0x180, sync: true);
        Assert.Equal("two", Files.ReadAllText(scratch.Fd, "f"));
        Assert.Equal(0x180u, Files.Status(scratch.Fd, "f").Permissions);
        Assert.Equal(["f"], DirectoryEntries.Names(null, scratch.Path));
    }

    [Fact]
    public void A_missing_file_reads_as_null_and_procfs_files_read_whole()
    {
        Assert.Null(Files.ReadAllBytes(scratch.Fd, "none"));
        Assert.Contains("Pid:", Files.ReadAllText(null, "/proc/self/status"));
    }

    [Fact]
    public void A_name_that_is_not_utf8_survives()
    {
        byte[] name = [0x66, 0xff, 0xfe];
        Files.MakeDirectory(scratch.Fd, name, 0x1ED);
        Assert.Equal(name, Assert.Single(DirectoryEntries.Read(scratch.Fd)).Name);
        Assert.Equal(Errno.None, Files.TryRemoveDirectory(scratch.Fd, name));
    }

    [Fact]
    public void A_nul_inside_a_path_is_refused() =>
        Assert.Throws<ArgumentException>(() => Files.TryUnlink(scratch.Fd, "a\0b"));

    [Fact]
    public void Times_owner_and_mode_come_back_from_status()
    {
        Files.WriteWhole(scratch.Fd, "f", "x"u8);
        Assert.Equal(Errno.None, Files.TryChangeMode(scratch.Fd, "f", 0x9E8));
        Assert.Equal(Errno.None, Files.TryChangeTimes(scratch.Fd, "f", new FileTime(-5, 7)));
        FileStatus status = Files.Status(scratch.Fd, "f");
        Assert.Equal((0x9E8u, new FileTime(-5, 7), FileType.Regular, 1L), (status.Permissions, status.Modified, status.Type, status.Size));
    }

    [Fact]
    public void Times_of_an_open_file_can_be_set()
    {
        using Fd fd = Files.OpenAt(scratch.Fd, "f", OpenFlags.WriteOnly | OpenFlags.Create, 0x1A4);
        Assert.Equal(Errno.None, Files.TryChangeTimes(fd, new FileTime(12, 34)));
        Assert.Equal(new FileTime(12, 34), Files.Status(fd).Modified);
    }

    [Fact]
    public void An_extended_attribute_is_bytes()
    {
        byte[] value = [1, 0, 255, 10];
        Files.WriteWhole(scratch.Fd, "f", "x"u8);
        Errno errno = Xattrs.TrySet(scratch.Fd, "f", "user.test", value);
        Assert.SkipWhen(errno == Errno.EOPNOTSUPP, "the file system of the temporary directory has no user attributes");
        Assert.Equal(Errno.None, errno);
        Assert.Equal(Errno.None, Xattrs.TryGet(scratch.Fd, "f", "user.test", out byte[] read));
        Assert.Equal(value, read);
        Assert.Contains("user.test", Xattrs.List(scratch.Fd, "f"));
        Assert.Equal(Errno.ENODATA, Xattrs.TryGet(scratch.Fd, "f", "user.other", out _));
    }

    [Fact]
    public void Holes_of_a_sparse_file_are_found()
    {
        using Fd fd = Files.OpenAt(scratch.Fd, "sparse", OpenFlags.ReadWrite | OpenFlags.Create, 0x1A4);
        Assert.Equal(Errno.None, Files.TryTruncate(fd, 1 << 20));
        Assert.Equal(Errno.None, Files.TryWriteAt(fd, Encoding.ASCII.GetBytes("data"), 512 << 10));
        long? data = Files.NextData(fd, 0);
        Assert.True(data is > 0 and <= 512 << 10);
        Assert.Null(Files.NextData(fd, (512 << 10) + 65536));
    }

    [Fact]
    public void A_device_number_has_the_c_librarys_layout()
    {
        Assert.Equal(0x0801UL, new DeviceNumber(8, 1).Value);
        Assert.Equal(0x12300100UL, new DeviceNumber(1, 0x12300).Value);
    }
}
