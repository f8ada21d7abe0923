using System.Text;
using Berth.Engine.Security;
using Berth.Kernel.Security;
using Berth.Oci;
using Berth.Oci.Runtime;

namespace Berth.Engine.Tests.Security;

public sealed class SeccompProfileTests
{
    private static CapabilitySet Docker => new(0xa80425fb);

    // What the rules say of one call: 0 is let through, else the errno.
    private static uint Decide(Seccomp profile, string name, ulong argument = 0)
    {
        foreach (SeccompRule rule in profile.Syscalls!)
        {
            if (rule.Names.Contains(name) && (rule.Args ?? []).All(a => a.Op == "SCMP_CMP_EQ" ? argument == a.Value : (argument & a.Value) == a.ValueTwo))
                return rule.Action == "SCMP_ACT_ALLOW" ? 0 : rule.ErrnoRet ?? 1;
        }
        return profile.DefaultErrnoRet ?? 1;
    }

    [Fact]
    public void Crypto_and_host_sockets_are_refused_and_all_others_made()
    {
        Seccomp profile = DefaultSeccomp.Create(Docker);
        for (ulong family = 0; family < 64; family++)
        {
            Assert.Equal(family is 38 or 40 ? 1u : 0u, Decide(profile, "socket", family));
            // The kernel looks at an int.
            Assert.Equal(family is 38 or 40 ? 1u : 0u, Decide(profile, "socket", family | 0xdead_0000_0000));
        }
        Assert.Equal(0u, Decide(profile, "socketcall", 1));
    }

    [Fact]
    public void Namespaces_need_the_capability()
    {
        Seccomp plain = DefaultSeccomp.Create(Docker), admin = DefaultSeccomp.Create(Docker.With(Capability.SysAdmin));
        Assert.Equal(0u, Decide(plain, "clone", 0x3d0f00));
        Assert.Equal(1u, Decide(plain, "clone", 0x10000000));
        Assert.Equal(1u, Decide(plain, "clone", 0x02000000));
        Assert.Equal(38u, Decide(plain, "clone3"));
        foreach (string name in (string[])["unshare", "setns", "mount", "bpf", "fsopen", "sethostname"])
        {
            Assert.Equal(1u, Decide(plain, name));
            Assert.Equal(0u, Decide(admin, name));
        }
        Assert.Equal(0u, Decide(admin, "clone", 0x10000000));
        Assert.Equal(0u, Decide(admin, "clone3"));
        Assert.Equal(0u, Decide(plain, "chroot"));
        Assert.Equal(1u, Decide(DefaultSeccomp.Create(Docker.Without(Capability.SysChroot)), "chroot"));
    }

    [Theory]
    [InlineData("read", 0)]
    [InlineData("execve", 0)]
    [InlineData("ptrace", 0)]
    [InlineData("io_uring_setup", 1)]
    [InlineData("keyctl", 1)]
    [InlineData("add_key", 1)]
    [InlineData("kexec_load", 1)]
    [InlineData("userfaultfd", 1)]
    [InlineData("swapon", 1)]
    [InlineData("pivot_root", 1)]
    [InlineData("nfsservctl", 1)]
    [InlineData("init_module", 1)]
    [InlineData("open_by_handle_at", 1)]
    public void Ordinary_calls_pass_and_dangerous_ones_do_not(string name, int errno) => Assert.Equal((uint)errno, Decide(DefaultSeccomp.Create(Docker), name));

    [Fact]
    public void Each_architecture_has_its_own_calls()
    {
        Assert.Equal(0u, Decide(DefaultSeccomp.Create(Docker, arm: false), "arch_prctl"));
        Assert.Equal(1u, Decide(DefaultSeccomp.Create(Docker, arm: true), "arch_prctl"));
        Assert.Equal(0u, Decide(DefaultSeccomp.Create(Docker, arm: true), "cacheflush"));
        Assert.Equal(["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"], DefaultSeccomp.Create(Docker, arm: true).Architectures!);
    }

    private const string Conditional = """
        {"defaultAction":"SCMP_ACT_ERRNO","archMap":[{"architecture":"SCMP_ARCH_X86_64","subArchitectures":["SCMP_ARCH_X86"]}],
         "syscalls":[{"name":"old","action":"SCMP_ACT_ALLOW","args":[],"comment":"c"},
          {"names":["withCap"],"action":"SCMP_ACT_ALLOW","includes":{"caps":["CAP_SYS_ADMIN","CAP_SYS_TIME"]}},
          {"names":["withoutCap"],"action":"SCMP_ACT_ALLOW","excludes":{"caps":["CAP_SYS_ADMIN"]}},
          {"names":["arm"],"action":"SCMP_ACT_ALLOW","includes":{"arches":["arm64"]}},
          {"names":["notArm"],"action":"SCMP_ACT_ALLOW","excludes":{"arches":["arm64"]}},
          {"names":["new"],"action":"SCMP_ACT_ALLOW","includes":{"minKernel":"6.10"}},
          {"names":["fresh"],"action":"SCMP_ACT_ALLOW","excludes":{"minKernel":"6.9"}}]}
        """;

    private static string[] Used(CapabilitySet capabilities, bool arm, string kernel)
    {
        SeccompProfile profile = RuntimeSpec.LoadSeccompProfile(Encoding.UTF8.GetBytes(Conditional), "p");
        return [.. SeccompProfileReader.Select(profile, capabilities, arm, new Version(kernel), "p").Syscalls!.SelectMany(r => r.Names)];
    }

    [Fact]
    public void Rules_depend_on_capabilities_architecture_and_kernel()
    {
        CapabilitySet admin = CapabilitySet.Empty.With(Capability.SysAdmin);
        Assert.Equal(["old", "withoutCap", "notArm", "fresh"], Used(default, false, "6.8"));
        Assert.Equal(["old", "arm", "new"], Used(admin, true, "6.10"));
        Assert.Equal(["old", "withCap", "notArm"], Used(admin.With(Capability.SysTime), false, "6.9.5"));
        Seccomp read = SeccompProfileReader.Read(Encoding.UTF8.GetBytes(Conditional), default, "p");
        Assert.Null(read.Syscalls![0].Args);
    }

    [Theory]
    [InlineData("""{"defaultAction":"X","architectures":["a"],"archMap":[{"architecture":"b"}]}""",
        "p: both 'architectures' and 'archMap' are specified in the seccomp profile, use either 'architectures' or 'archMap'")]
    [InlineData("""{"defaultAction":"X","syscalls":[{"name":"a","names":["b"],"action":"A"}]}""",
        "p: both 'name' and 'names' are specified in the seccomp profile, use either 'name' or 'names'")]
    [InlineData("""{"defaultAction":"X","syscalls":[{"names":["b"],"action":"A","includes":{"minKernel":"new"}}]}""",
        "p: syscalls[0]: invalid kernel version: new, expected format '<kernel>.<major>'")]
    [InlineData("""{"defaultAction":"X","syscalls":[{"names":["b"],"action":7}]}""", "p: syscalls[0].action: expected a string, found 7")]
    [InlineData("""{"syscalls":[]}""", "p: defaultAction: missing")]
    [InlineData("nonsense", "p: line 1, column 2: not valid JSON")]
    public void A_faulty_profile_says_where(string json, string message)
    {
        EngineException e = Assert.Throws<EngineException>(() => SeccompProfileReader.Read(Encoding.UTF8.GetBytes(json), default, "p"));
        Assert.Equal(message, e.Message);
        Assert.Equal(ErrorKind.InvalidArgument, e.Kind);
    }

    [Fact]
    public void The_specifications_own_form_is_a_profile_too()
    {
        Seccomp seccomp = DefaultSeccomp.Create(Docker);
        Spec spec = new() { OciVersion = "1.3.0", Linux = new LinuxSection { Seccomp = seccomp } };
        string json = Encoding.UTF8.GetString(RuntimeSpec.Write(spec));
        string own = json[(json.IndexOf("\"seccomp\":", StringComparison.Ordinal) + 10)..^2];
        Seccomp read = SeccompProfileReader.Read(Encoding.UTF8.GetBytes(own), default, "p");
        Assert.Equal(json, Encoding.UTF8.GetString(RuntimeSpec.Write(spec with { Linux = new LinuxSection { Seccomp = read } })));
    }
}
