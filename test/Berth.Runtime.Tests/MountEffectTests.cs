using Berth.Oci.Runtime;

namespace Berth.Runtime.Tests;

/// <summary>Mounts as a program in the container finds them.</summary>
public sealed class MountEffectTests(BusyboxRoot root) : IClassFixture<BusyboxRoot>
{
    private string Shell(string script, params Mount[] mounts)
    {
        Spec spec = PlannedContainer.SpecFor("sh", "-c", script);
        return PlannedContainer.Run(spec with { Mounts = [.. spec.Mounts!, .. mounts] }, root.Path).Output;
    }

    private string NewDirectory()
    {
        string path = Path.Combine(root.Directory, Path.GetRandomFileName());
        Directory.CreateDirectory(path);
        return path;
    }

    [Fact]
    public void Tmpcopyup_starts_with_what_it_covers_and_keeps_it_unchanged()
    {
        string covered = Path.Combine(root.Path, "covered");
        Directory.CreateDirectory(Path.Combine(covered, "sub"));
        File.WriteAllText(Path.Combine(covered, "sub/file"), "below");
        File.CreateSymbolicLink(Path.Combine(covered, "link"), "sub/file");
        File.SetUnixFileMode(covered, (UnixFileMode)0x1C8);
        _ = Berth.Kernel.Files.TryChangeOwner(null, covered, 5, 6);
        string output = Shell("cat /covered/link && echo more > /covered/sub/file && stat -c '%a %u:%g' /covered",
            new Mount { Destination = "/covered", Type = "tmpfs", Source = "tmpfs", Options = ["tmpcopyup"] });
        Assert.Equal("below710 0:0\n", output);
        Assert.Equal("below", File.ReadAllText(Path.Combine(covered, "sub/file")));
        output = Shell("cat /covered/link; touch /covered/x", new Mount { Destination = "/covered", Type = "tmpfs", Source = "tmpfs", Options = ["tmpcopyup", "ro", "mode=1777"] });
        Assert.Equal("belowtouch: /covered/x: Read-only file system\n", output);
    }

    [Fact]
    public void A_tmpfs_takes_the_mode_of_its_directory_or_what_is_said()
    {
        string given = Path.Combine(root.Path, "given");
        Directory.CreateDirectory(given);
        File.SetUnixFileMode(given, (UnixFileMode)0x1ED);
        Assert.Equal("755\n1777\n700\n", Shell("stat -c %a /given /fresh /said",
            new Mount { Destination = "/given", Type = "tmpfs", Source = "tmpfs" }, new Mount { Destination = "/fresh", Type = "tmpfs", Source = "tmpfs" },
            new Mount { Destination = "/said", Type = "tmpfs", Source = "tmpfs", Options = ["mode=700"] }));
    }

    [Fact]
    public void An_id_mapped_mount_shows_other_owners()
    {
        string source = NewDirectory();
        File.WriteAllText(Path.Combine(source, "file"), "");
        IdMapping[] map = [new() { ContainerId = 0, HostId = 4321, Size = 100 }];
        Assert.Equal("4321:4321\n", Shell("stat -c %u:%g /mapped/file",
            new Mount { Destination = "/mapped", Type = "bind", Source = source, Options = ["bind", "idmap"], UidMappings = map, GidMappings = map }));
    }

    [Fact]
    public void Attributes_reach_the_mounts_below_only_in_their_recursive_form()
    {
        string source = NewDirectory();
        Directory.CreateDirectory(Path.Combine(source, "below"));
        // The container's own tmpfs below a bind of a directory of the root.
        Mount outer = new() { Destination = "/outer", Type = "bind", Source = source, Options = ["rbind"] };
        Mount inner = new() { Destination = "/outer/below", Type = "tmpfs", Source = "tmpfs" };
        string script = "touch /outer/x 2>/dev/null; echo $?; touch /outer/below/x 2>/dev/null; echo $?";
        Assert.Equal("1\n0\n", Shell(script, outer with { Options = ["rbind", "ro"] }, inner));
        Assert.Equal("1\n0\n", Shell(script, outer, inner, outer with { Options = ["remount", "ro"] }));
    }

    [Fact]
    public void Recursive_attributes_reach_the_hosts_mounts_below()
    {
        string output = Shell("grep ' /host-dev' /proc/self/mountinfo",
            new Mount { Destination = "/host-dev", Type = "bind", Source = "/dev", Options = ["rbind", "rro", "rnoexec", "nodiratime"] });
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Matches(" /host-dev[^ ]* ro,([a-z]+,)*noexec", line));
        Assert.Single(lines, line => line.Contains("nodiratime", StringComparison.Ordinal));
    }

    [Fact]
    public void A_read_only_bind_keeps_the_restrictions_that_are_there()
    {
        string output = Shell("grep ' /bound ' /proc/self/mountinfo", new Mount { Destination = "/bound", Type = "bind", Source = NewDirectory(), Options = ["bind", "nosuid", "nodev", "noexec"] },
            new Mount { Destination = "/bound", Type = "none", Options = ["remount", "bind", "ro"] });
        Assert.Contains(" ro,nosuid,nodev,noexec", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_remount_changes_attributes_and_the_file_systems_data()
    {
        string output = Shell("grep -E ' /(dev/shm|proc) ' /proc/self/mountinfo",
            new Mount { Destination = "/dev/shm", Type = "tmpfs", Source = "t", Options = ["remount", "size=8k", "ro"] },
            new Mount { Destination = "/proc", Type = "proc", Source = "proc", Options = ["remount", "noatime"] });
        Assert.Matches("/dev/shm ro,.*size=8k", output);
        Assert.Matches("/proc .*noatime", output);
    }

    [Fact]
    public void Flags_of_a_file_system_and_propagation_arrive()
    {
        string output = Shell("grep ' /t ' /proc/self/mountinfo", new Mount { Destination = "/t", Type = "tmpfs", Source = "t", Options = ["sync", "dirsync", "nr_inodes=77", "rshared", "nosymfollow"] });
        Assert.Contains("shared:", output, StringComparison.Ordinal);
        Assert.Contains("nosymfollow", output, StringComparison.Ordinal);
        Assert.Contains("rw,sync,dirsync", output, StringComparison.Ordinal);
        Assert.Contains("nr_inodes=77", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_mounted_on_a_file_that_did_not_exist()
    {
        string file = Path.Combine(NewDirectory(), "source");
        File.WriteAllText(file, "content");
        Assert.Equal("content", Shell("cat /new/place/file", new Mount { Destination = "/new/place/file", Type = "none", Source = file, Options = ["bind", "ro"] }));
    }

    [Fact]
    public void A_source_that_is_missing_is_named()
    {
        var error = Assert.Throws<Berth.Oci.EngineException>(() => Shell("true", new Mount { Destination = "/d", Type = "bind", Source = "/no/such/source" }));
        Assert.Equal("mount /no/such/source at /d: ENOENT (No such file or directory)", error.Message);
    }

    [Fact]
    public void Devices_are_what_they_should_be_and_never_something_else_of_that_name()
    {
        Spec spec = PlannedContainer.SpecFor("sh", "-c", "stat -c '%n %F %t:%T %a %u:%g' /dev/d /dev/p /opt/z; cat < /dev/null; readlink /dev/fd; readlink /dev/ptmx");
        string Run(params Device[] devices) => PlannedContainer.Run(spec with { Linux = spec.Linux! with { Devices = devices } }, root.Path).Output;
        Assert.Equal("/dev/d block special file 7:63 640 3:4\n/dev/p fifo 0:0 666 0:0\n/opt/z character special file 1:5 666 0:0\n/proc/self/fd\npts/ptmx\n", Run(
            new Device { Path = "/dev/d", Type = "b", Major = 7, Minor = 99, FileMode = 0x1A0, Uid = 3, Gid = 4 }, new Device { Path = "/dev/p", Type = "p" },
            new Device { Path = "/opt/z", Type = "u", Major = 1, Minor = 5 }));
        var error = Assert.Throws<Berth.Oci.EngineException>(() => Run(new Device { Path = "/opt/z", Type = "c", Major = 1, Minor = 7 }));
        Assert.Equal("config.json: linux.devices: /opt/z: there is something else of that name in the container", error.Message);
    }
}
