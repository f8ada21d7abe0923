using Berth.Kernel.Identity;
using CsCheck;

namespace Berth.Kernel.Tests.Identity;

public sealed class UserSpecTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("berth-test-").FullName;

    public UserSpecTests()
    {
        Directory.CreateDirectory($"{_root}/etc");
        File.WriteAllText($"{_root}/etc/passwd", """
            root:x:0:0:root:/root:/bin/bash
            broken
            huge:x:4294967296:1:::
            twice:x:7:70::/first:
            twice:x:8:80::/second:
            app:x:1000:1000:App:/home/app:/bin/sh
            1001:x:5:5:a name of digits:/five:
            nohome:x:9:9:::
            """);
        File.WriteAllText($"{_root}/etc/group", """
            root:x:0:
            wheel:x:10:root,app
            video:x:44:other,app
            app:x:1000:app
            bad:x:x:app
            2000:x:6:
            """);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private UserIdentity Resolve(string? spec, params string[] added)
    {
        using Fd root = Files.Open(_root, OpenFlags.Path | OpenFlags.Directory);
        Assert.True(UserSpec.TryResolve(root, spec, added, out UserIdentity identity, out string? error), error);
        return identity;
    }

    private string? Fault(string? spec, params string[] added)
    {
        using Fd root = Files.Open(_root, OpenFlags.Path | OpenFlags.Directory);
        Assert.False(UserSpec.TryResolve(root, spec, added, out _, out string? error));
        return error;
    }

    [Theory]
    [InlineData(null, 0, 0, "0,10", "/root")]
    [InlineData("", 0, 0, "0,10", "/root")]
    [InlineData("root", 0, 0, "0,10", "/root")]
    [InlineData("app", 1000, 1000, "1000,10,44", "/home/app")]
    [InlineData("1000", 1000, 1000, "1000,10,44", "/home/app")]
    [InlineData("app:video", 1000, 44, "44", "/home/app")]
    [InlineData("app:", 1000, 1000, "1000,10,44", "/home/app")]
    [InlineData("app:123", 1000, 123, "123", "/home/app")]
    [InlineData(":video", 0, 44, "44", "/root")]
    [InlineData("4242", 4242, 0, "0", "/")]
    [InlineData("4242:4243", 4242, 4243, "4243", "/")]
    [InlineData("twice", 7, 70, "70", "/first")]
    [InlineData("8", 8, 80, "80", "/second")]
    [InlineData("1001", 1001, 0, "0", "/")]
    [InlineData("app:2000", 1000, 2000, "2000", "/home/app")]
    [InlineData("nohome", 9, 9, "9", "/")]
    [InlineData("2147483647", 2147483647, 0, "0", "/")]
    [InlineData("0001000", 1000, 1000, "1000,10,44", "/home/app")]
    public void A_spec_means_what_docker_says(string? spec, int uid, int gid, string groups, string home)
    {
        UserIdentity identity = Resolve(spec);
        Assert.Equal((uint)uid, identity.Uid);
        Assert.Equal((uint)gid, identity.Gid);
        Assert.Equal(groups, string.Join(',', identity.AdditionalGids));
        Assert.Equal(home, identity.Home);
    }

    [Theory]
    [InlineData("foo", "unable to find user foo: no matching entries in passwd file")]
    [InlineData("huge", "unable to find user huge: no matching entries in passwd file")]
    [InlineData("app:foo", "unable to find group foo: no matching entries in group file")]
    [InlineData("app:bad", "unable to find group bad: no matching entries in group file")]
    [InlineData("-1", "uids and gids must be in range 0-2147483647")]
    [InlineData("4294967296", "uids and gids must be in range 0-2147483647")]
    [InlineData("18446744073709551616", "uids and gids must be in range 0-2147483647")]
    [InlineData("2147483648", "uids and gids must be in range 0-2147483647")]
    [InlineData("0:99999999999999999999999", "uids and gids must be in range 0-2147483647")]
    [InlineData("1 ", "unable to find user 1 : no matching entries in passwd file")]
    [InlineData("0x0", "unable to find user 0x0: no matching entries in passwd file")]
    [InlineData("ro\not", "unable to find user ro\not: no matching entries in passwd file")]
    public void A_spec_that_means_nobody_is_refused(string spec, string message) => Assert.Equal(message, Fault(spec));

    [Fact]
    public void Added_groups_are_found_and_not_doubled()
    {
        Assert.Equal([1000u, 10u, 44u, 5u], Resolve("app", "video", "5", "wheel").AdditionalGids);
        Assert.Equal("unable to find group foo: no matching entries in group file", Fault("app", "foo"));
    }

    [Fact]
    public void Missing_files_leave_numbers_usable()
    {
        File.Delete($"{_root}/etc/passwd");
        File.Delete($"{_root}/etc/group");
        Assert.Equal(0u, Resolve(null).Uid);
        Assert.Equal(12u, Resolve("12:13").Uid);
        Assert.Equal("unable to find user root: no matching entries in passwd file", Fault("root"));
    }

    [Fact]
    public void Links_stay_inside_the_root()
    {
        File.Delete($"{_root}/etc/passwd");
        File.WriteAllText($"{_root}/real", "app:x:77:78::/in:");
        File.CreateSymbolicLink($"{_root}/etc/passwd", "/real");
        Assert.Equal(77u, Resolve("app").Uid);
        File.Delete($"{_root}/etc/passwd");
        File.CreateSymbolicLink($"{_root}/etc/passwd", "../../../../../../../etc/passwd");
        Assert.Equal("unable to find user daemon: no matching entries in passwd file", Fault("daemon"));
    }

    [Fact]
    public void No_account_file_and_no_spec_makes_it_throw()
    {
        using Fd root = Files.Open(_root, OpenFlags.Path | OpenFlags.Directory);
        var text = Gen.Char["root:x0123456789-+,/\n \u00e9"].Array[0, 80].Select(c => new string(c));
        Gen.Select(text, text, Gen.Char["ro:t0123-+ x"].Array[0, 12].Select(c => new string(c))).Sample((passwd, group, spec) =>
        {
            File.WriteAllText($"{_root}/etc/passwd", passwd);
            File.WriteAllText($"{_root}/etc/group", group);
            if (UserSpec.TryResolve(root, spec, null, out UserIdentity identity, out string? error))
                Assert.Equal(identity.Gid, identity.AdditionalGids[0]);
            else
                Assert.NotNull(error);
        }, iter: 1000, threads: 1);
    }

    [Fact]
    public void What_is_no_regular_file_or_too_large_is_an_error_and_never_blocks()
    {
        File.Delete($"{_root}/etc/passwd");
        Directory.CreateDirectory($"{_root}/etc/passwd");
        Assert.Equal(Errno.EINVAL, Assert.Throws<KernelException>(() => Fault("app")).Errno);
        Directory.Delete($"{_root}/etc/passwd");
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", $"{_root}/etc/passwd"))
            mkfifo.WaitForExit();
        Assert.Equal(Errno.EINVAL, Assert.Throws<KernelException>(() => Fault("app")).Errno);
        File.Delete($"{_root}/etc/passwd");
        using (FileStream large = File.Create($"{_root}/etc/passwd"))
            large.SetLength(AccountFile.MaximumSize + 1L);
        Assert.Equal(Errno.EFBIG, Assert.Throws<KernelException>(() => Fault("app")).Errno);
    }
}
