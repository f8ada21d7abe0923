using Berth.Oci;
using Berth.Oci.Runtime;
using Berth.Runtime.Planning;
using Berth.Runtime.Preparation;

namespace Berth.Runtime.Tests;

/// <summary>Plans as text: what a spec becomes, in order. Planning touches no system, so this needs no root and no Linux feature.</summary>
public sealed class PlanSnapshotTests
{
    private static ContainerPlan Plan(Func<ContainerPlanRequest, ContainerPlanRequest>? change = null)
    {
        var request = new ContainerPlanRequest
        {
            Spec = PlannedContainer.SpecFor("date"),
            Root = new RootSource.Overlay(["/layers/a/fs"], "/c/upper", "/c/work", IsVolatile: true),
            CgroupFiles = ["cgroup v1 memory"],
            HasNetworkNamespace = true,
            HasStandardStreams = true,
            DiesWithParent = true,
        };
        return ContainerPlanner.Plan(change is null ? request : change(request));
    }

    /// <summary>Descriptions in order, a run of the same one once.</summary>
    private static string[] Steps(ContainerPlan plan) =>
        [.. plan.Launch.Steps.Select(s => s.Description).Where((text, i) => i == 0 || text != plan.Launch.Steps[i - 1].Description)];

    private static int Index(string[] steps, string description)
    {
        int index = Array.IndexOf(steps, description);
        return index >= 0 ? index : throw new Xunit.Sdk.XunitException($"no step '{description}' in:\n{string.Join('\n', steps)}");
    }

    [Fact]
    public void What_can_be_made_outside_is_prepared_in_the_order_of_the_mounts()
    {
        Assert.Equal(
            [
                "cgroup v1 memory", "network namespace", "overlay of 1 layer under /c/upper", "mount point /proc",
                "tmpfs for /dev (mode=755,size=65536k)", "mount point /dev", "devpts for /dev/pts (newinstance,ptmxmode=0666,mode=0620,gid=5)",
                "mount point /dev/pts", "mount point /sys", "mount point /dev/mqueue", "tmpfs for /dev/shm (mode=1777,size=65536k)", "mount point /dev/shm",
            ],
            Plan().Preparation.Select(p => p.Description).Take(12));
    }

    [Fact]
    public void The_child_enters_its_cgroup_before_anything_that_counts_and_executes_last()
    {
        string[] steps = Steps(Plan());
        Assert.Equal(
            ["die with the supervisor", "forbid tracing", "start a session", "join a session keyring of its own", "enter cgroup v1 memory", "enter the network namespace", "set the host name planned"],
            steps[..7]);
        Assert.Equal(["give every signal its default action", "unblock all signals", "execute /bin/date"], steps[^3..]);
    }

    [Fact]
    public void Roots_are_exchanged_after_the_mounts_and_before_the_masks()
    {
        string[] steps = Steps(Plan());
        Assert.True(Index(steps, "attach tmpfs at /dev/shm") < Index(steps, "exchange the roots"));
        Assert.True(Index(steps, "exchange the roots") < Index(steps, "let the host's tree go"));
        Assert.True(Index(steps, "let the host's tree go") < Index(steps, "mask /proc/interrupts"));
        Assert.True(Index(steps, "make /proc/sys read-only") < Index(steps, "become user 0"));
    }

    [Fact]
    public void A_change_of_identity_renews_the_death_signal()
    {
        string[] steps = Steps(Plan());
        Assert.True(Index(steps, "drop capabilities from the bounding set") < Index(steps, "become user 0"));
        Assert.Equal(Index(steps, "become user 0") + 1, Index(steps, "die with the supervisor (again)"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_filter_comes_last_with_no_new_privileges_and_before_the_capabilities_without(bool noNewPrivileges)
    {
        string[] steps = Steps(Plan(r => r with
        {
            Spec = r.Spec with
            {
                Process = r.Spec.Process! with { NoNewPrivileges = noNewPrivileges },
                Linux = r.Spec.Linux! with { Seccomp = new Seccomp { DefaultAction = "SCMP_ACT_ALLOW" } },
            },
        }));
        int filter = Array.FindIndex(steps, s => s.StartsWith("install the system call filter", StringComparison.Ordinal));
        Assert.Equal(noNewPrivileges, filter > Index(steps, "unblock all signals"));
        Assert.Equal(!noNewPrivileges, filter < Index(steps, "set capabilities"));
    }

    [Fact]
    public void A_bare_name_is_tried_along_the_containers_path_and_an_absolute_one_is_not()
    {
        ContainerPlan plan = Plan(r => r with { Spec = r.Spec with { Process = r.Spec.Process! with { Env = ["PATH=/a:/b"] } } });
        Assert.Equal(["execute /a/date", "execute /b/date"], Steps(plan)[^2..]);
        plan = Plan(r => r with { Spec = r.Spec with { Process = r.Spec.Process! with { Args = ["/x/y"] } } });
        Assert.Equal("execute /x/y", Steps(plan)[^1]);
    }

    [Fact]
    public void The_same_request_gives_the_same_plan()
    {
        Assert.Equal(Kernel.Launch.LaunchPlanFormat.Write(Plan().Launch), Kernel.Launch.LaunchPlanFormat.Write(Plan().Launch));
    }

    [Theory]
    [InlineData("/proc", "mounts over /proc are refused")]
    [InlineData("/proc/self/attr", "mounts over /proc are refused")]
    [InlineData("/", "it is the container's root")]
    public void A_bind_over_the_kernels_own_or_the_root_is_refused(string destination, string reason)
    {
        var error = Assert.Throws<EngineException>(() => Plan(r => r with
        {
            Spec = r.Spec with { Mounts = [.. r.Spec.Mounts!, new Mount { Destination = destination, Type = "bind", Source = "/tmp", Options = ["rbind"] }] },
        }));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kernel.core_pattern", "is not of a namespace")]
    [InlineData("net.ipv4.../../kernel.core_pattern", "is not a valid name")]
    public void A_sysctl_of_the_host_is_refused(string key, string reason)
    {
        var error = Assert.Throws<EngineException>(() => Plan(r => r with { Spec = r.Spec with { Linux = r.Spec.Linux! with { Sysctl = new Dictionary<string, string> { [key] = "1" } } } }));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_this_release_cannot_do_is_refused_by_name()
    {
        var error = Assert.Throws<EngineException>(() => Plan(r => r with { Spec = r.Spec with { Linux = r.Spec.Linux! with { IntelRdt = new IntelRdt() } } }));
        Assert.Equal("config.json: linux.intelRdt is not supported by this release", error.Message);
    }
}
