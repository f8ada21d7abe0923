using System.Diagnostics;
using Berth.Kernel;

namespace Berth.Kernel.Tests;

public sealed class TreeRemovalTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("berth-removal-").FullName;

    public void Dispose()
    {
        if (Directory.Exists(root)) Files.TryRemoveTree(null, root);
    }

    [Fact]
    public void Removes_files_links_and_directories_without_following_a_link()
    {
        Directory.CreateDirectory(root + "/outside");
        File.WriteAllText(root + "/outside/kept", "");
        Directory.CreateDirectory(root + "/tree/a/b");
        File.WriteAllText(root + "/tree/a/b/file", "");
        File.CreateSymbolicLink(root + "/tree/a/link", root + "/outside");
        Assert.Equal(Errno.None, Files.TryRemoveTree(null, root + "/tree"));
        Assert.False(Directory.Exists(root + "/tree"));
        Assert.True(File.Exists(root + "/outside/kept"));
    }

    [Fact]
    public void Depth_costs_no_descriptors()
    {
        // 3,000 levels: deeper than the usual limit of 1,024 open files.
        Files.MakeDirectory(null, root + "/deep", 0x1C0);
        Fd current = Files.Open(root + "/deep", OpenFlags.ReadOnly | OpenFlags.Directory);
        for (int i = 0; i < 3000; i++)
        {
            Files.MakeDirectory(current, "d", 0x1C0);
            Fd next = Files.OpenAt(current, "d", OpenFlags.ReadOnly | OpenFlags.Directory);
            current.Dispose();
            current = next;
        }
        current.Dispose();
        Assert.Equal(Errno.None, Files.TryRemoveTree(null, root + "/deep"));
        Assert.False(Directory.Exists(root + "/deep"));
    }

    [Fact]
    public void A_name_that_does_not_exist_is_no_failure() => Assert.Equal(Errno.None, Files.TryRemoveTree(null, root + "/nothing"));

    [Fact]
    public void A_mount_below_is_not_emptied()
    {
        Assert.SkipUnless(Files.EffectiveUser == 0, "mounting needs root");
        Directory.CreateDirectory(root + "/source");
        File.WriteAllText(root + "/source/precious", "");
        Directory.CreateDirectory(root + "/tree/mounted");
        Run("mount", "--bind", root + "/source", root + "/tree/mounted");
        try
        {
            Assert.Equal(Errno.EBUSY, Files.TryRemoveTree(null, root + "/tree"));
            Assert.True(File.Exists(root + "/source/precious"));
        }
        finally
        {
            Run("umount", root + "/tree/mounted");
        }
    }

    [Fact]
    public void Random_digits_differ_and_have_the_length_asked_for()
    {
        Assert.Equal(64, RandomBytes.Hex(32).Length);
        Assert.NotEqual(RandomBytes.Hex(32), RandomBytes.Hex(32));
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
