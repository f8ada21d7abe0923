using Berth.Kernel.Processes;
using Berth.Oci.Runtime;
using Berth.Runtime.Preparation;

namespace Berth.Runtime.Tests;

public sealed class ContainerPlanTests(BusyboxRoot root) : IClassFixture<BusyboxRoot>
{
    private (ExitStatus Status, string Output) Shell(string script, Func<Spec, Spec>? change = null)
    {
        Spec spec = PlannedContainer.SpecFor("sh", "-c", script);
        return PlannedContainer.Run(change is null ? spec : change(spec), root.Path);
    }

    [Fact]
    public void A_program_runs_as_the_first_process_and_its_exit_code_arrives()
    {
        (ExitStatus status, string output) = Shell("echo pid $$ on $(hostname); exit 7");
        Assert.Equal("pid 1 on planned\n", output);
        Assert.Equal(new ExitStatus(7, 0), status);
    }

    [Fact]
    public void Only_the_containers_own_mounts_are_visible()
    {
        (_, string output) = Shell("cat /proc/self/mountinfo | head -40");
        string[] points = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')[4])];
        Assert.Equal(["/", "/dev", "/dev/mqueue", "/dev/pts", "/dev/shm", "/proc", "/sys"],
            points.Where(p => !p.StartsWith("/proc/", StringComparison.Ordinal) && !p.StartsWith("/sys/", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void Masked_files_read_as_empty_and_read_only_paths_refuse_writes()
    {
        (_, string output) = Shell("wc -c < /proc/interrupts; ls /proc/acpi /sys/firmware 2>/dev/null | grep -v : | grep . ; echo 1 > /proc/sys/kernel/randomize_va_space; echo $?");
        Assert.StartsWith("0\n", output, StringComparison.Ordinal);
        Assert.Contains("Read-only file system", output, StringComparison.Ordinal);
        Assert.EndsWith("1\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Capabilities_are_exactly_those_asked_for()
    {
        (_, string output) = Shell("grep Cap /proc/self/status");
        // Root regains the whole bounding set at execve, capabilities(7): that set is what counts.
        Assert.Equal("CapInh:\t0000000000000000\nCapPrm:\t00000000000000a1\nCapEff:\t00000000000000a1\nCapBnd:\t00000000000000a1\nCapAmb:\t0000000000000000\n", output);
    }

    [Fact]
    public void Nothing_of_the_engine_leaks_into_the_program()
    {
        (_, string output) = Shell("ls /proc/self/fd; grep -E 'Sig(Blk|Ign)|NoNewPrivs' /proc/self/status; umask; pwd; env");
        Assert.Equal("0\n1\n2\n3\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\nNoNewPrivs:\t0\n0022\n/\nSHLVL=1\nPATH=/bin\nPWD=/\n".Split('\n').Order(), output.Split('\n').Order());
    }

    [Fact]
    public void An_overlay_keeps_changes_out_of_the_layers()
    {
        string upper = Path.Combine(root.Directory, "upper"), work = Path.Combine(root.Directory, "work");
        Directory.CreateDirectory(upper);
        Directory.CreateDirectory(work);
        Spec spec = PlannedContainer.SpecFor("sh", "-c", "echo new > /tmp/file && rm /etc/group && ls /etc/group /etc/passwd");
        (_, string output) = PlannedContainer.Run(spec, root.Path, new RootSource.Overlay([root.Path], upper, work, IsVolatile: true));
        Assert.Equal("/etc/passwd\n", output.Split("directory\n")[^1]);
        Assert.True(File.Exists(Path.Combine(upper, "tmp/file")));
        Assert.True(File.Exists(Path.Combine(root.Path, "etc/group")));
    }

    [Fact]
    public void A_read_only_root_refuses_writes_while_its_mounts_take_them()
    {
        (_, string output) = Shell("touch /x; echo $?; touch /dev/shm/x; echo $?", s => s with { Root = new Root { Path = "rootfs", Readonly = true } });
        Assert.Equal("touch: /x: Read-only file system\n1\n0\n", output);
    }

    [Fact]
    public void Another_user_gets_its_groups_and_no_capabilities_beyond_the_given()
    {
        (_, string output) = Shell("id; grep CapEff /proc/self/status", s => s with
        {
            Process = s.Process! with { User = new User { Uid = 1000, Gid = 1000, AdditionalGids = [2000] }, Capabilities = new Capabilities { Bounding = ["CAP_CHOWN"] } },
        });
        Assert.Equal("uid=1000(ada) gid=1000(ada) groups=2000(extra)\nCapEff:\t0000000000000000\n", output);
    }

    [Fact]
    public void A_missing_program_names_the_step_and_the_errno()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Shell("", s => s with { Process = s.Process! with { Args = ["no-such-program"] } }));
        Assert.Equal("execute /bin/no-such-program: ENOENT (No such file or directory)", error.Message);
    }

    [Fact]
    public void A_mount_target_that_is_a_link_out_of_the_root_stays_inside()
    {
        File.CreateSymbolicLink(Path.Combine(root.Path, "escape"), "/../../../../etc/outside");
        string source = Path.Combine(root.Directory, "volume");
        Directory.CreateDirectory(source);
        File.WriteAllText(Path.Combine(source, "file"), "content");
        (_, string output) = Shell("cat /etc/outside/file", s => s with
        {
            Mounts = [.. s.Mounts!, new Mount { Destination = "/escape", Type = "bind", Source = source, Options = ["rbind", "ro"] }],
        });
        Assert.Equal("content", output);
        Assert.False(Directory.Exists("/etc/outside"));
    }

    [Fact]
    public void Mounts_nest_through_links_inside_other_mounts()
    {
        string outer = Path.Combine(root.Directory, "outer"), inner = Path.Combine(root.Directory, "inner");
        Directory.CreateDirectory(Path.Combine(outer, "real"));
        Directory.CreateDirectory(inner);
        File.CreateSymbolicLink(Path.Combine(outer, "link"), "/data/real");
        File.WriteAllText(Path.Combine(inner, "file"), "nested");
        (_, string output) = Shell("cat /data/real/file", s => s with
        {
            Mounts = [.. s.Mounts!, new Mount { Destination = "/data", Type = "bind", Source = outer, Options = ["rbind"] }, new Mount { Destination = "/data/link", Type = "bind", Source = inner, Options = ["rbind"] }],
        });
        Assert.Equal("nested", output);
    }

    [Theory]
    [InlineData("/proc")]
    [InlineData("/sys")]
    [InlineData("/dev")]
    public void A_kernel_file_systems_place_must_be_a_real_directory(string path)
    {
        using var hostile = new BusyboxRoot();
        Directory.Delete(hostile.Path + path);
        File.CreateSymbolicLink(hostile.Path + path, "/tmp");
        var error = Assert.Throws<Berth.Oci.EngineException>(() => PlannedContainer.Run(PlannedContainer.SpecFor("true"), hostile.Path));
        Assert.Contains("is a symbolic link", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_working_directory_through_a_magic_link_is_refused()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Shell("pwd", s => s with { Process = s.Process! with { Cwd = "/proc/self/fd/8" } }));
        Assert.StartsWith("open the working directory /proc/self/fd/8: E", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_loopback_interface_of_a_new_network_is_up()
    {
        (_, string output) = Shell("ip addr show lo");
        Assert.Contains("LOOPBACK,UP", output, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", output, StringComparison.Ordinal);
    }
}
