using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Berth.EndToEnd.Tests.Harness;

namespace Berth.EndToEnd.Tests;

/// <summary>
/// Root file systems that are prepared to lead the engine astray while it puts a container together: links in place of directories, devices and
/// mount points, some of them exchanged at the very moment (CVE-2019-16884, 2019-19921, 2021-30465, 2023-27561, 2025-31133, 2025-52565, 2025-52881).
/// </summary>
public sealed class HardeningRootTests(Sandbox sandbox) : BundleTest(sandbox)
{
    public static TheoryData<string, bool> Places()
    {
        var data = new TheoryData<string, bool>();
        foreach (string place in (string[])["/dev", "/proc", "/sys", "/dev/pts", "/dev/shm", "/dev/mqueue", "/sys/fs", "/sys/fs/cgroup", "/dev/null", "/dev/fd"])
        {
            data.Add(place, true);
            data.Add(place, false);
        }

        return data;
    }

    /// <param name="place">What is a link in the image.</param>
    /// <param name="hasOwnMounts">Whether the configuration mounts /dev and /sys there; without, only what lies below is.</param>
    [Theory]
    [MemberData(nameof(Places))]
    public void A_link_in_place_of_a_mount_point_leads_nowhere(string place, bool hasOwnMounts)
    {
        foreach (string prefix in (string[])["", "../../../../../../../../..", "/../.."])
        {
            var victim = new Victim();
            TestBundle bundle = TestBundle.Create($"cat {place}/secret {place}; echo x >{place}/new; echo x >{place}; ls {place}/; true 2>/dev/null");
            Command.Shell($"rm -rf {bundle.Rootfs}{place}; mkdir -p $(dirname {bundle.Rootfs}{place}) && ln -s {prefix}{victim.Folder} {bundle.Rootfs}{place}").Succeeds();
            if (!hasOwnMounts)
                bundle.WithoutMount("/dev").WithoutMount("/sys");
            victim.IsUntouchedAndSaidSo(RunBundle(bundle));
        }
    }

    [Fact]
    public void A_terminal_is_not_bound_over_what_a_link_at_dev_console_points_to()
    {
        foreach (bool hasOwnDev in (bool[])[true, false])
        {
            var victim = new Victim();
            TestBundle bundle = TestBundle.Create("tty; ls -l /dev/console; echo x >/dev/console").Change(config => config["process"]!["terminal"] = true);
            Command.Shell($"mkdir -p {bundle.Rootfs}/dev; ln -s {victim.FilePath} {bundle.Rootfs}/dev/console").Succeeds();
            if (!hasOwnDev)
                bundle.WithoutMount("/dev");
            using Terminal terminal = OnTerminal("runtime", "--root", StateRoot, "run", "--bundle", bundle.Folder, NewId());
            terminal.Finish();
            victim.IsUntouched(new CommandResult("", 0, terminal.Screen, "", default));
        }
    }

    [Theory]
    [InlineData("/link", "{0}", "/link/inside")]
    [InlineData("/link", "../../../../../../../..{0}", "/link/inside")]
    [InlineData("/link", "{0}/directory", "/link")]
    [InlineData("/link", "{0}/file", "/link")]
    [InlineData("/a/b/link", "../../../{0}", "/a/b/../b/link/inside")]
    [InlineData("/link", "/proc/self/root{0}", "/link/inside")]
    [InlineData("/link", "/proc/self/cwd/..", "/link/inside")]
    [InlineData("/link", "/proc/1/root{0}", "/link")]
    [InlineData("/other", "x", "/../../../../../../../../../..{0}/inside")]
    public void A_mount_s_destination_is_looked_for_inside_the_container(string link, string target, string destination)
    {
        var victim = new Victim();
        string source = Sandbox.NewDirectory();
        foreach (string type in (string[])["bind", "tmpfs"])
        {
            TestBundle bundle = TestBundle.Create("true");
            Command.Shell($"mkdir -p $(dirname {bundle.Rootfs}{link}); ln -s {target.Replace("{0}", victim.Folder)} {bundle.Rootfs}{link}").Succeeds();
            bundle.WithMount(destination.Replace("{0}", victim.Folder), type, type == "bind" ? source : "tmpfs", type == "bind" ? ["rbind"] : []);
            victim.IsUntouchedAndSaidSo(RunBundle(bundle));
        }
    }

    [Theory]
    [InlineData("/proc")]
    [InlineData("/proc/")]
    [InlineData("//proc/.")]
    [InlineData("/x/../proc")]
    [InlineData("/proc/self")]
    [InlineData("/proc/self/attr")]
    [InlineData("/proc/sys/net")]
    [InlineData("/link")]
    [InlineData("/link/self/attr")]
    public void Nothing_is_mounted_over_proc(string destination)
    {
        foreach (string type in (string[])["bind", "tmpfs", "sysfs"])
        {
            TestBundle bundle = TestBundle.Create("grep -c . /proc/self/attr/current /proc/mounts >/dev/null; true");
            Command.Shell($"mkdir -p {bundle.Rootfs}/proc; ln -s /proc {bundle.Rootfs}/link").Succeeds();
            bundle.WithMount(destination, type, type == "bind" ? Sandbox.NewDirectory() : type, type == "bind" ? ["rbind"] : []);
            Clear.IsRefused(RunBundle(bundle), "/proc");
        }
    }

    [Fact]
    public void A_volume_that_an_image_declares_at_proc_or_sys_is_not_mounted()
    {
        foreach (string place in (string[])["/proc", "/proc/self", "/x/../proc"])
        {
            string image = $"volume{Math.Abs(place.GetHashCode(StringComparison.Ordinal))}";
            Berth("import", "--change", $"VOLUME {place}", Path.Combine(Sandbox.Location, "busybox.tar"), image).Succeeds();
            CommandResult result = Berth("run", "--rm", image, "sh", "-c", "grep ' /proc' /proc/self/mountinfo | grep -v -e ' - proc ' -e ' - tmpfs tmpfs ro' -e /dev/null -e /null; ls /proc/self/attr >/dev/null && echo real");
            if (result.ExitCode == 0)
                Assert.Equal("real", result.Text);
            else
                Clear.IsOneLine(result);
            Berth("rmi", image).Succeeds();
        }
    }

    [Fact]
    public void A_false_dev_null_of_the_image_masks_nothing()
    {
        foreach (bool hasOwnDev in (bool[])[true, false])
        {
            foreach (string fake in (string[])["ln -s {1}/secret {0}/dev/null", "echo false >{0}/dev/null", "ln -s /proc/sysrq-trigger {0}/dev/null", "mkdir {0}/dev/null", "mknod {0}/dev/null c 1 5", "mkfifo {0}/dev/null"])
            {
                var victim = new Victim();
                TestBundle bundle = TestBundle.Create("""
                    [ "$(stat -L -c %F:%t:%T /dev/null)" = "character special file:1:3" ] || echo "/dev/null is false"
                    [ "$(stat -L -c %F:%t:%T /proc/keys)" = "character special file:1:3" ] || echo "the mask is false"
                    head -c 20 /proc/keys
                    """);
                Command.Shell("rm -rf {0}/dev; mkdir -p {0}/dev; ".Replace("{0}", bundle.Rootfs) + fake.Replace("{0}", bundle.Rootfs).Replace("{1}", victim.Folder)).Succeeds();
                if (!hasOwnDev)
                    bundle.WithoutMount("/dev");
                CommandResult result = RunBundle(bundle);
                victim.IsUntouchedAndSaidSo(result);
                Assert.Equal("", result.Output);
            }
        }
    }

    [Theory]
    [InlineData("/masked")]
    [InlineData("/masked/deeper")]
    public void A_masked_or_read_only_path_that_is_a_link_stays_inside(string path)
    {
        foreach (string list in (string[])["maskedPaths", "readonlyPaths"])
        {
            var victim = new Victim();
            TestBundle bundle = TestBundle.Create("true").Change(config => config["linux"]![list] = TestBundle.Texts(path, "/proc/keys", "/../../.." + path));
            Command.Shell($"ln -s {victim.Folder} {bundle.Rootfs}/masked; mkdir -p {bundle.Rootfs}{victim.Folder}/deeper").Succeeds();
            victim.IsUntouchedAndSaidSo(RunBundle(bundle));
        }
    }

    [Fact]
    public void What_is_written_to_proc_is_not_written_to_the_image()
    {
        var victim = new Victim();
        // The image has a /proc of its own, and the configuration mounts none there.
        TestBundle bundle = TestBundle.Create("sleep 60").WithoutMount("/proc").Change(config =>
        {
            config["process"]!["oomScoreAdj"] = 321;
            config["linux"]!["sysctl"] = new JsonObject { ["net.ipv4.ip_forward"] = "1", ["kernel.msgmax"] = "9000" };
            config["linux"]!["maskedPaths"] = new JsonArray();
            config["linux"]!["readonlyPaths"] = new JsonArray();
        });
        Command.Shell($"""
            cd {bundle.Rootfs} && mkdir -p proc/self/attr proc/thread-self/attr proc/1 proc/sys/net/ipv4 proc/sys/kernel
            for file in proc/self/oom_score_adj proc/thread-self/oom_score_adj proc/sys/net/ipv4/ip_forward proc/sys/kernel/msgmax proc/self/attr/exec; do ln -s {victim.FilePath} $file; done
            mkdir -p .{victim.Folder}; touch .{victim.FilePath}
            """).Succeeds();
        (string id, int pid) = CreateBundle(bundle);
        Assert.Equal("321", File.ReadAllText($"/proc/{pid}/oom_score_adj").Trim());
        Assert.Equal("1 9000", Command.Shell($"nsenter -t {pid} -n -i -- sh -c 'cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/msgmax' | tr '\\n' ' '").Text);
        Assert.Equal("", File.ReadAllText(bundle.Rootfs + victim.FilePath));
        victim.IsUntouched(Runtime("delete", "--force", id));
    }

    [Theory]
    [InlineData("kernel.core_pattern")]
    [InlineData("kernel/core_pattern")]
    [InlineData("net.ipv4.../../../kernel.core_pattern")]
    [InlineData("net/../kernel/core_pattern")]
    [InlineData("fs.mqueue./../../kernel/core_pattern")]
    [InlineData("net./etc/passwd")]
    [InlineData("net.")]
    [InlineData("")]
    public void A_sysctl_that_is_not_the_container_s_is_refused(string key)
    {
        string before = File.ReadAllText("/proc/sys/kernel/core_pattern");
        Clear.IsRefused(RunBundle(TestBundle.Create("true").Change(config => config["linux"]!["sysctl"] = new JsonObject { [key] = "|/evil" })), "sysctl");
        Assert.Equal(before, File.ReadAllText("/proc/sys/kernel/core_pattern"));
    }

    [Fact]
    public void A_directory_that_is_exchanged_for_a_link_meanwhile_never_leads_outside()
    {
        var victim = new Victim();
        string source = Sandbox.NewDirectory();
        File.WriteAllText(Path.Combine(source, "mine"), "");
        TestBundle bundle = TestBundle.Create("ls /a/b/m").WithMount("/a/b/m", "bind", source, "rbind").WithMount("/a/b/t", "tmpfs", "tmpfs")
            .WithMount("/a/b/f", "bind", Path.Combine(source, "mine"), "bind").Change(config => config["process"]!["cwd"] = "/a/b/w");
        Command.Shell($"mkdir -p {bundle.Rootfs}/a/b; ln -s {victim.Folder} {bundle.Rootfs}/a/l; ln -s {victim.Folder} {bundle.Rootfs}/o; mkdir -p {bundle.Rootfs}{victim.Folder}").Succeeds();
        using var stop = new CancellationTokenSource();
        var swap = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                _ = renameat2(-1, $"{bundle.Rootfs}/a/b", -1, $"{bundle.Rootfs}/a/l", 2);
                _ = renameat2(-1, $"{bundle.Rootfs}/a", -1, $"{bundle.Rootfs}/o", 2);
            }
        });
        swap.Start();
        int ran = 0;
        try
        {
            for (int i = 0; i < 200; i++)
            {
                CommandResult result = RunBundle(bundle);
                victim.IsUntouchedAndSaidSo(result);
                ran += result.ExitCode == 0 ? 1 : 0;
            }
        }
        finally
        {
            stop.Cancel();
            swap.Join();
        }

        Assert.True(ran > 0, "not one of 200 ran");
    }

    [Fact]
    public void A_root_that_is_a_link_is_the_directory_that_it_leads_to_and_no_other()
    {
        TestBundle bundle = TestBundle.Create("echo inside; ls /..; true");
        Command.Shell($"mv {bundle.Rootfs} {bundle.Folder}/real && ln -s real {bundle.Rootfs}").Succeeds();
        CommandResult result = RunBundle(bundle);
        Assert.DoesNotContain("config.json", result.Output, StringComparison.Ordinal);
        Assert.Contains("inside", result.Succeeds().Output, StringComparison.Ordinal);
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int renameat2(int fromDirectory, [MarshalAs(UnmanagedType.LPUTF8Str)] string from, int toDirectory, [MarshalAs(UnmanagedType.LPUTF8Str)] string to, uint flags);
}
