using Berth.Kernel;

namespace Berth.Runtime.Tests;

/// <summary>A small root file system of busybox in a private directory, removed at the end.</summary>
public sealed class BusyboxRoot : IDisposable
{
    private static readonly string[] Applets =
        ["sh", "cat", "echo", "ls", "id", "env", "pwd", "hostname", "mount", "touch", "mkdir", "grep", "sleep", "true", "stat", "ip", "tty", "stty", "readlink", "kill", "ps", "dd", "wc", "umask", "chroot", "mknod", "umount", "head"];

    public BusyboxRoot()
    {
        string? busybox = Array.Find(["/bin/busybox", "/usr/bin/busybox"], File.Exists);
        Assert.SkipWhen(busybox is null, "busybox-static is not installed");
        Assert.SkipUnless(Files.EffectiveUser == 0, "needs root");
        Directory = System.IO.Directory.CreateTempSubdirectory("berth-test-").FullName;
        Path = System.IO.Path.Combine(Directory, "rootfs");
        foreach (string name in (string[])["bin", "etc", "proc", "sys", "dev", "tmp", "root"])
        {
            System.IO.Directory.CreateDirectory(System.IO.Path.Combine(Path, name));
        }

        File.Copy(busybox!, System.IO.Path.Combine(Path, "bin/busybox"));
        foreach (string applet in Applets)
        {
            File.CreateSymbolicLink(System.IO.Path.Combine(Path, "bin", applet), "busybox");
        }

        File.WriteAllText(System.IO.Path.Combine(Path, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\nada:x:1000:1000::/home/ada:/bin/sh\n");
        File.WriteAllText(System.IO.Path.Combine(Path, "etc/group"), "root:x:0:\nada:x:1000:\nextra:x:2000:ada\n");
    }

    public string Directory { get; }

    public string Path { get; }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
