using Berth.Kernel;
using Berth.Oci;

namespace Berth.Images.Tests;

public sealed class UnpackTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    internal static UnpackResult Unpack(byte[] archive, string target, UnpackOptions? options = null) => Unpack(new MemoryStream(archive), target, options);

    internal static UnpackResult Unpack(Stream archive, string target, UnpackOptions? options = null)
    {
        Directory.CreateDirectory(target);
        using Fd root = Scratch.Open(target);
        using var unpacker = new LayerUnpacker(root, options);
        return unpacker.Unpack(new TarReader(archive));
    }

    // A tree with one of everything that a layer can hold.
    private const string Everything = """
        mkdir -p tree/bin tree/etc/deep/er tree/tmp tree/dev tree/srv
        echo hello > tree/etc/motd
        : > tree/etc/empty
        printf '%0300d' 7 > "tree/etc/$(printf 'long%0120d' 1)"
        mkdir -p "tree/$(printf 'd%090d' 1)/$(printf 'd%090d' 2)"
        echo x > "tree/$(printf 'd%090d' 1)/$(printf 'd%090d' 2)/file"
        echo umlaut > tree/etc/fälle
        ln tree/etc/motd tree/etc/motd2
        ln -s ../etc/motd tree/bin/relative
        ln -s /etc/motd tree/bin/absolute
        ln -s "$(printf '%0150d' 3)" tree/bin/long
        cp /bin/true tree/bin/su && chown 0:12 tree/bin/su && chmod 4755 tree/bin/su
        chmod 1777 tree/tmp; chmod 2750 tree/srv; chown 33:33 tree/srv
        chmod 0 tree/etc/empty; chown 3000000:4000000 tree/etc/empty
        mkfifo tree/srv/fifo
        mknod tree/dev/null c 1 3; mknod tree/dev/sda b 8 300; chmod 666 tree/dev/null
        truncate -s 5M tree/srv/sparse; printf data | dd of=tree/srv/sparse bs=1 seek=3000000 conv=notrunc status=none
        truncate -s 1M tree/srv/hole
        touch -d '1969-12-31 23:59:50 UTC' tree/etc/old
        touch -d '2021-02-03 04:05:06.123456789 UTC' tree/etc/deep/er tree/etc/deep tree/etc/motd
        setfattr -n user.note -v 0x00ff0a3d tree/etc/motd 2>/dev/null || true
        touch -d '2001-02-03 04:05:06.5 UTC' tree/etc tree/bin tree
        """;

    private string MakeEverything()
    {
        Assert.SkipUnless(Files.EffectiveUser == 0, "owners and device nodes need root");
        Tool.Shell(Everything, scratch.Path);
        string tree = scratch.Path + "/tree";
        using Fd root = Scratch.Open(tree);
        // Capability set version 2, cap_net_raw=ep: binary, with NULs.
        Assert.Equal(Errno.None, Xattrs.TrySet(root, "bin/su", "security.capability", [1, 0, 0, 2, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
        Xattrs.TrySet(root, "etc/motd", "user.note", "a\n\0=b"u8);
        Xattrs.TrySet(root, "etc", "user.dir", "d"u8);
        Files.TryChangeTimes(root, "etc", new FileTime(1_000_000_000));
        return tree;
    }

    [Theory]
    [InlineData("--format=gnu", false)]
    [InlineData("--format=gnu --sparse", false)]
    [InlineData("--format=pax --xattrs --xattrs-include=*", true)]
    [InlineData("--format=pax --sparse --sparse-version=0.0 --xattrs --xattrs-include=*", true)]
    [InlineData("--format=pax --sparse --sparse-version=0.1 --xattrs --xattrs-include=*", true)]
    [InlineData("--format=pax --sparse --sparse-version=1.0 --xattrs --xattrs-include=*", true)]
    public void What_gnu_tar_packed_comes_out_as_it_was(string options, bool isPax)
    {
        string tree = MakeEverything();
        byte[] archive = Tool.Shell($"tar -C tree {options} -cf - .", scratch.Path);
        UnpackResult result = Unpack(archive, scratch.Path + "/out");
        Assert.Empty(result.Warnings);
        List<string> expected = TreeListing.Of(tree, fractions: isPax), actual = TreeListing.Of(scratch.Path + "/out", fractions: isPax);
        if (!isPax) expected = [.. expected.Select(line => line.Split(" user.")[0].Split(" security.")[0])];
        Assert.Equal(expected, actual);
        Assert.InRange(Files.Status(null, scratch.Path + "/out/srv/sparse").Blocks, 0, 512);
        Assert.InRange(Files.Status(null, scratch.Path + "/out/srv/hole").Blocks, 0, 16);
    }

    [Fact]
    public void What_we_packed_comes_out_of_our_reader_and_of_gnu_tar_alike()
    {
        string tree = MakeEverything();
        using var archive = new MemoryStream();
        using (Fd root = Scratch.Open(tree)) LayerArchive.Write(root, archive);
        Unpack(archive.ToArray(), scratch.Path + "/ours");
        Assert.Equal(TreeListing.Of(tree, fractions: false), TreeListing.Of(scratch.Path + "/ours", fractions: false));
        scratch.Make("gnu");
        Tool.Run("tar", ["--xattrs", "--xattrs-include=*", "--numeric-owner", "-xpf", "-"], archive.ToArray(), scratch.Path + "/gnu");
        Assert.Equal(TreeListing.Of(tree, fractions: false), TreeListing.Of(scratch.Path + "/gnu", fractions: false));
    }

    [Fact]
    public void The_same_tree_gives_the_same_bytes_wherever_it_lies()
    {
        string tree = MakeEverything();
        Tool.Shell("tar -C tree --format=pax --xattrs --xattrs-include='*' -cf - . > tree.tar", scratch.Path);
        Unpack(File.ReadAllBytes(scratch.Path + "/tree.tar"), scratch.Path + "/copy");
        using Fd one = Scratch.Open(tree), two = Scratch.Open(scratch.Path + "/copy");
        using var archive = new MemoryStream();
        LayerArchive.Write(one, archive);
        (Digest diffId, long size, _) = LayerArchive.Measure(two);
        Assert.Equal((Digest.FromSha256(System.Security.Cryptography.SHA256.HashData(archive.ToArray())), archive.Length), (diffId, size));
    }

    [Fact]
    public void Python_archives_of_every_format_come_out_as_they_were()
    {
        Tool.Need("python3");
        string tree = MakeEverything();
        foreach (string format in (string[])["USTAR", "GNU", "PAX"])
        {
            string filter = format == "USTAR" ? "lambda t: None if 'long' in t.name or t.linkname.startswith('000') or t.uid > 2000000 or t.mtime < 0 else t" : "lambda t: t";
            byte[] archive = Tool.Run("python3", ["-c", $"import tarfile,sys; t=tarfile.open(fileobj=sys.stdout.buffer,mode='w|',format=tarfile.{format}_FORMAT); t.add('tree','.',filter={filter}); t.close()"], directory: scratch.Path);
            Unpack(archive, $"{scratch.Path}/{format}");
            var actual = TreeListing.Of($"{scratch.Path}/{format}", fractions: false).ToHashSet();
            foreach (string line in TreeListing.Of(tree, fractions: false).Select(l => l.Split(" user.")[0].Split(" security.")[0]))
            {
                if (format == "USTAR" && (line.Contains("long") || line.Contains("3000000") || line.Contains("old"))) continue;
                Assert.Contains(line, actual);
            }
        }
    }

    [Fact]
    public void Directories_that_the_archive_leaves_out_are_made_with_fixed_mode_and_time()
    {
        Tool.Shell("mkdir -p t/a/b; echo x > t/a/b/c; touch -d @5 t/a/b/c; tar -C t -cf t.tar a/b/c", scratch.Path);
        Unpack(File.ReadAllBytes(scratch.Path + "/t.tar"), scratch.Path + "/out");
        FileStatus made = Files.Status(null, scratch.Path + "/out/a/b");
        Assert.Equal((0x1EDu, new FileTime(0)), (made.Permissions, made.Modified));
        Assert.Equal(new FileTime(0), Files.Status(null, scratch.Path + "/out").Modified);
    }

    [Fact]
    public void A_directory_without_write_permission_gets_its_files_and_then_its_mode()
    {
        MakeEverything();
        Tool.Shell("chmod 500 tree/etc/deep; tar -C tree --format=pax -cf t.tar .", scratch.Path);
        Unpack(File.ReadAllBytes(scratch.Path + "/t.tar"), scratch.Path + "/out");
        Assert.Equal(0x140u, Files.Status(null, scratch.Path + "/out/etc/deep").Permissions);
    }
}
