using Berth.Engine.Contracts;
using Berth.Oci;
using Berth.Oci.Runtime;
using OciMount = Berth.Oci.Runtime.Mount;

namespace Berth.Engine.Tests;

/// <summary>What options become in the OCI specification. Nothing is started, so no root is needed.</summary>
public sealed class SpecTests : IDisposable
{
    private readonly TestEngine test = new();

    public void Dispose() => test.Dispose();

    private Spec Spec(HostConfig? host = null, ContainerConfig? config = null) => test.Create(host: host, config: config).Spec;

    private static OciMount At(Spec spec, string destination) => Assert.Single(spec.Mounts!, m => m.Destination == destination);

    [Fact]
    public void The_default_container_has_dockers_mounts_in_dockers_order()
    {
        Spec spec = Spec();
        Assert.Equal(
            ["/proc", "/dev", "/dev/pts", "/sys", "/sys/fs/cgroup", "/dev/mqueue", "/dev/shm", "/etc/resolv.conf", "/etc/hostname", "/etc/hosts"],
            spec.Mounts!.Select(m => m.Destination));
        Assert.Equal(["nosuid", "strictatime", "mode=755", "size=65536k"], At(spec, "/dev").Options!);
        Assert.Equal(["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"], At(spec, "/dev/pts").Options!);
        Assert.Equal(["nosuid", "noexec", "nodev", "ro"], At(spec, "/sys").Options!);
        Assert.Equal(["nosuid", "noexec", "nodev", "mode=1777", "size=67108864"], At(spec, "/dev/shm").Options!);
    }

    [Fact]
    public void The_default_process_has_dockers_environment_capabilities_and_directory()
    {
        Container made = test.Create();
        Process process = made.Spec.Process!;
        Assert.Equal(["date"], process.Args!);
        Assert.Equal("/", process.Cwd);
        Assert.Equal(["PATH=/bin", $"HOSTNAME={made.Id.Short}"], process.Env!);
        Assert.Equal(14, process.Capabilities!.Bounding!.Length);
        Assert.Contains("CAP_NET_RAW", process.Capabilities.Effective!);
        Assert.DoesNotContain("CAP_SYS_ADMIN", process.Capabilities.Bounding);
        Assert.Null(process.Capabilities.Inheritable);
        Assert.Null(process.Capabilities.Ambient);
        Assert.False(process.NoNewPrivileges);
        Assert.Equal($"/berth/{made.Id.Value}", made.Spec.Linux!.CgroupsPath);
        Assert.Equal(made.Id.Short, made.Spec.Hostname);
        Assert.NotNull(made.Spec.Linux.Seccomp);
        Assert.Contains("/proc/kcore", made.Spec.Linux.MaskedPaths!);
        Assert.Contains("/proc/sys", made.Spec.Linux.ReadonlyPaths!);
        Assert.Equal("0", made.Spec.Linux.Sysctl!["net.ipv4.ip_unprivileged_port_start"]);
    }

    [Fact]
    public void A_terminal_sets_TERM_and_a_name_without_value_removes_a_variable()
    {
        string[] environment = Spec(config: new ContainerConfig { Tty = true, Cmd = ["sh"], Env = ["HOSTNAME", "A=1", "TERM=dumb"] }).Process!.Env!;
        Assert.Equal(["PATH=/bin", "TERM=dumb", "A=1"], environment);
    }

    [Fact]
    public void Privileged_opens_everything()
    {
        Spec spec = Spec(new HostConfig { Privileged = true });
        Assert.Null(spec.Linux!.Seccomp);
        Assert.Null(spec.Linux.MaskedPaths);
        Assert.Null(spec.Linux.ReadonlyPaths);
        Assert.DoesNotContain("ro", At(spec, "/sys").Options!);
        Assert.DoesNotContain("ro", At(spec, "/sys/fs/cgroup").Options!);
        Assert.Contains("CAP_SYS_ADMIN", spec.Process!.Capabilities!.Effective!);
        DeviceRule rule = Assert.Single(spec.Linux.Resources!.Devices!);
        Assert.Equal((true, "rwm"), (rule.Allow, rule.Access));
        Assert.Contains(spec.Linux.Devices!, d => d.Path == "/dev/null");
    }

    [Fact]
    public void Limits_become_resources()
    {
        Resources resources = Spec(new HostConfig
        {
            Memory = 512 << 20, NanoCpus = 500_000_000, PidsLimit = 100, CpuShares = 512, CpusetCpus = "0",
        }).Linux!.Resources!;
        Assert.Equal((512 << 20, 1024L << 20), (resources.Memory!.Limit, resources.Memory.Swap));
        Assert.Equal((50_000L, 100_000UL, 512UL), (resources.Cpu!.Quota, resources.Cpu.Period, resources.Cpu.Shares));
        Assert.Equal(100, resources.Pids!.Limit);
        Assert.Null(Spec().Linux!.Resources!.Memory);
        Assert.Null(Spec().Linux!.Resources!.Cpu);
    }

    [Fact]
    public void A_read_only_root_leaves_its_own_file_systems_writable()
    {
        Spec spec = Spec(new HostConfig { ReadonlyRootfs = true, Tmpfs = new() { ["/run"] = "size=1m,exec" } });
        Assert.True(spec.Root!.Readonly);
        Assert.DoesNotContain("ro", At(spec, "/dev").Options!);
        Assert.Contains("ro", At(spec, "/etc/hosts").Options!);
        OciMount tmpfs = At(spec, "/run");
        Assert.Equal("tmpfs", tmpfs.Type);
        Assert.Equal(["nosuid", "nodev", "rprivate", "size=1m", "exec"], tmpfs.Options!);
    }

    [Fact]
    public void Binds_are_sorted_by_depth_and_replace_what_was_there()
    {
        Spec spec = Spec(new HostConfig { Binds = ["/tmp:/a/b:ro", "/usr:/a", "/tmp:/dev/shm"] });
        Assert.Equal(["/etc/hosts", "/a", "/a/b", "/dev/shm"], spec.Mounts![^4..].Select(m => m.Destination));
        Assert.Equal(["rbind", "rro", "rprivate"], At(spec, "/a/b").Options!);
        Assert.Equal("bind", At(spec, "/dev/shm").Type);
        Assert.DoesNotContain(Spec(new HostConfig { Binds = ["/dev:/dev"] }).Mounts!, m => m.Destination == "/dev/pts");
    }

    [Fact]
    public void Host_modes_leave_namespaces_out()
    {
        Spec spec = Spec(new HostConfig { NetworkMode = "host", PidMode = "host", IpcMode = "host", UTSMode = "host", CgroupnsMode = "host" });
        Assert.Equal(["mount"], spec.Linux!.Namespaces!.Select(n => n.Type));
        Assert.Null(spec.Linux.Sysctl);
        Assert.Null(spec.Hostname);
        Assert.Equal("/dev/shm", At(spec, "/dev/shm").Source);
        Assert.Equal(["mount", "network", "uts", "pid", "ipc", "cgroup"], Spec(new HostConfig { CgroupnsMode = "private" }).Linux!.Namespaces!.Select(n => n.Type));
    }

    [Fact]
    public void Init_is_not_in_the_specification_but_in_the_record()
    {
        Container made = test.Create(host: new HostConfig { Init = true });
        Assert.Equal(["date"], made.Spec.Process!.Args!);
        Assert.True(ProcessSection.UsesInit(made.HostConfig));
        Assert.False(ProcessSection.UsesInit(new HostConfig { Init = true, PidMode = "host" }));
    }

    [Fact]
    public void Capabilities_are_added_and_dropped()
    {
        string[] Names(string[]? add, string[]? drop) => Spec(new HostConfig { CapAdd = add, CapDrop = drop }).Process!.Capabilities!.Bounding!;
        Assert.Equal(["CAP_KILL"], Names(["kill"], ["ALL"]));
        Assert.Equal(15, Names(["SYS_PTRACE"], null).Length);
        Assert.DoesNotContain("CAP_CHOWN", Names(["ALL"], ["CAP_CHOWN"]));
        Assert.Contains("CAP_SYS_ADMIN", Names(["ALL"], ["CAP_CHOWN"]));
        Assert.DoesNotContain("CAP_MKNOD", Names(null, ["mknod"]));
        Assert.Contains("CAP_MKNOD", Names(["mknod"], ["mknod"]));
        Assert.Equal("invalid CapAdd: unknown capability: \"CAP_FLY\"", TestEngine.Refused(() => Names(["fly"], null)).Message);
    }

    [Fact]
    public void Ulimits_sysctls_devices_annotations_and_security_options_arrive()
    {
        Spec spec = Spec(new HostConfig
        {
            Ulimits = [new Ulimit { Name = "nofile", Soft = 1024, Hard = -1 }],
            Sysctls = new() { ["net.core.somaxconn"] = "99", ["net.ipv4.ip_unprivileged_port_start"] = "1024" },
            Devices = [new DeviceMapping { PathOnHost = "/dev/zero", PathInContainer = "/dev/nil", CgroupPermissions = "r" }],
            Annotations = new() { ["a.b"] = "c" },
            SecurityOpt = ["no-new-privileges", "seccomp=unconfined", "systempaths=unconfined"],
            OomScoreAdj = 500,
        });
        Rlimit limit = Assert.Single(spec.Process!.Rlimits!);
        Assert.Equal(("RLIMIT_NOFILE", 1024UL, ulong.MaxValue), (limit.Type, limit.Soft, limit.Hard));
        Assert.Equal("99", spec.Linux!.Sysctl!["net.core.somaxconn"]);
        Assert.Equal("1024", spec.Linux.Sysctl["net.ipv4.ip_unprivileged_port_start"]);
        Device device = Assert.Single(spec.Linux.Devices!);
        Assert.Equal(("/dev/nil", "c", 1L, 5L), (device.Path, device.Type, device.Major, device.Minor));
        Assert.Contains(spec.Linux.Resources!.Devices!, r => r is { Allow: true, Major: 1, Minor: 5, Access: "r" });
        Assert.Equal("c", spec.Annotations!["a.b"]);
        Assert.True(spec.Process.NoNewPrivileges);
        Assert.Null(spec.Linux.Seccomp);
        Assert.Null(spec.Linux.MaskedPaths);
        Assert.Equal(500, spec.Process.OomScoreAdj);
    }

    [Fact]
    public void A_users_own_seccomp_profile_is_read_from_text_and_from_a_file()
    {
        const string profile = """{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["chmod"],"action":"SCMP_ACT_ERRNO"}]}""";
        File.WriteAllText(test.Root + "/profile.json", profile);
        foreach (string value in new[] { profile, test.Root + "/profile.json" })
            Assert.Equal("SCMP_ACT_ALLOW", Spec(new HostConfig { SecurityOpt = ["seccomp=" + value] }).Linux!.Seccomp!.DefaultAction);
        Assert.Equal(
            "opening seccomp profile (/no/such) failed: no such file or directory",
            TestEngine.Refused(() => Spec(new HostConfig { SecurityOpt = ["seccomp=/no/such"] })).Message);
    }

    [Fact]
    public void The_user_found_at_start_gives_numbers_groups_and_home_and_only_root_keeps_effective_capabilities()
    {
        Spec spec = Spec();
        Process root = ProcessUser.Apply(spec, 0, 0, [], "/root").Process!;
        Assert.Equal("HOME=/root", root.Env![^1]);
        Assert.NotNull(root.Capabilities!.Effective);
        Process user = ProcessUser.Apply(spec, 1000, 100, [27], null).Process!;
        Assert.Equal([100u, 27u], user.User!.AdditionalGids!);
        Assert.Null(user.Capabilities!.Effective);
        Assert.NotNull(user.Capabilities.Bounding);
        Assert.Equal("HOME=/", user.Env![^1]);
    }

    [Fact]
    public void The_written_bundle_reads_back_as_the_same_specification()
    {
        Container made = test.Create(host: new HostConfig { Memory = 64 << 20, Binds = ["/tmp:/x"] });
        byte[] written = File.ReadAllBytes(made.Directory.SpecFile);
        Assert.Equal(written, RuntimeSpec.Write(RuntimeSpec.Load(written)));
        Assert.Equal(written, RuntimeSpec.Write(made.Spec));
    }
}
