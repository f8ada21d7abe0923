using Berth.Kernel;
using Berth.Kernel.Launch;
using Berth.Oci;
using Berth.Oci.Runtime;
using Berth.Runtime.Planning;
using Berth.Runtime.Preparation;

namespace Berth.Runtime.Tests;

/// <summary>linux.uidMappings, linux.gidMappings, hooks, rootfsPropagation and --no-pivot as plans.</summary>
public sealed class UserNamespacePlanTests
{
    private static readonly IdMapping[] Mapping = [new() { ContainerId = 0, HostId = 100000, Size = 1000 }];

    private static Spec Mapped(string? path = null)
    {
        Spec spec = PlannedContainer.SpecFor("date");
        return spec with
        {
            Process = spec.Process! with { OomScoreAdj = 5 },
            Linux = spec.Linux! with
            {
                Namespaces = [.. spec.Linux.Namespaces!, new() { Type = "user", Path = path }],
                UidMappings = path is null ? Mapping : null,
                GidMappings = path is null ? Mapping : null,
            },
        };
    }

    private static ContainerPlan Plan(Spec spec, bool keepsOldRoot = false) =>
        ContainerPlanner.Plan(new ContainerPlanRequest { Spec = spec, Root = new RootSource.BundleDirectory("/bundle/rootfs"), KeepsOldRoot = keepsOldRoot });

    private static string[] Steps(ContainerPlan plan) => [.. plan.Launch.Steps.Select(s => s.Description)];

    [Fact]
    public void A_new_user_namespace_waits_for_its_maps_before_anything_else()
    {
        ContainerPlan plan = Plan(Mapped());
        Assert.True(plan.Launch.Clone.Flags.HasFlag(CloneFlags.NewUser | CloneFlags.NewMount | CloneFlags.NewPid));
        Assert.Equal(["wait for the id maps", "drop the supplementary groups", "become group 0", "become user 0"], Steps(plan)[..4]);
        Assert.Equal(StepReport.Pause, plan.Launch.Steps[0].Report);
        Assert.Equal(new ParentWork[] { new ParentWork.MapIds(Mapping, Mapping), new ParentWork.SetOomScore(5) }, plan.Pauses[0]);
        Assert.DoesNotContain("open oom_score_adj", Steps(plan));
    }

    [Fact]
    public void What_is_prepared_outside_has_the_ids_of_outside()
    {
        string[] prepared = [.. Plan(Mapped()).Preparation.Select(p => p.Description)];
        Assert.Contains("tmpfs for /dev (mode=755,size=65536k,uid=100000,gid=100000)", prepared);
        Assert.Contains("devpts for /dev/pts (newinstance,ptmxmode=0666,mode=0620,gid=100005)", prepared);
        Assert.Contains(Plan(Mapped()).Preparation, p => p is PreparationStep.DeviceNode { Path: "/dev/null", Uid: 100000, Gid: 100000 });
        Assert.Contains(Plan(Mapped()).Preparation, p => p is PreparationStep.Root { Uid: 100000, Gid: 100000 });
    }

    [Fact]
    public void A_joined_user_namespace_is_entered_first_and_the_others_are_made_in_it()
    {
        ContainerPlan plan = Plan(Mapped("/proc/7/ns/user"));
        Assert.Equal(CloneFlags.None, plan.Launch.Clone.Flags);
        Assert.Equal(["enter the user namespace", "make the other namespaces", "clone a process of the pid namespace"], Steps(plan)[..3]);
        Assert.Equal(StepClone.Successor, plan.Launch.Steps[2].Clones);
        Assert.Empty(plan.Pauses);
    }

    [Fact]
    public void Mappings_and_namespace_need_one_another()
    {
        Spec spec = Mapped();
        Assert.Contains("linux.uidMappings: there is no user namespace", Refusal(spec with { Linux = spec.Linux! with { Namespaces = [new() { Type = "mount" }] } }));
        Assert.Contains("linux.gidMappings: a new user namespace needs at least one", Refusal(spec with { Linux = spec.Linux! with { GidMappings = null } }));
    }

    [Fact]
    public void Hooks_of_create_are_waited_for_between_the_mounts_and_the_exchange_of_roots()
    {
        Spec spec = PlannedContainer.SpecFor("date") with { Hooks = new Hooks { CreateRuntime = [new Hook { Path = "/h" }] } };
        ContainerPlan plan = Plan(spec);
        int at = Array.IndexOf(Steps(plan), "wait for the hooks");
        Assert.Equal([new ParentWork.RunCreateHooks()], plan.Pauses[at]);
        Assert.True(Array.IndexOf(Steps(plan), "attach tmpfs at /dev/shm") < at);
        Assert.True(at < Array.IndexOf(Steps(plan), "exchange the roots"));
        Assert.Equal("on top of the old root, whence pivot_root takes it", Attach(plan).Reason);
        Assert.Empty(Plan(spec with { Hooks = new Hooks { Poststart = [new Hook { Path = "/h" }] } }).Pauses);
    }

    [Fact]
    public void For_hooks_inside_the_container_the_root_is_attached_at_its_place_in_the_bundle() =>
        Assert.Equal("where hooks expect it; pivot_root takes it from there",
            Attach(Plan(PlannedContainer.SpecFor("date") with { Hooks = new Hooks { CreateContainer = [new Hook { Path = "/h" }] } })).Reason);

    [Fact]
    public void Without_pivot_the_root_is_changed_by_chroot()
    {
        string[] steps = Steps(Plan(PlannedContainer.SpecFor("date"), keepsOldRoot: true));
        Assert.Contains("change the root", steps);
        Assert.DoesNotContain("exchange the roots", steps);
    }

    [Theory]
    [InlineData("shared")]
    [InlineData("rprivate")]
    [InlineData("unbindable")]
    public void The_roots_propagation_is_set_last_and_the_hosts_tree_is_never_shared(string propagation)
    {
        Spec spec = PlannedContainer.SpecFor("date");
        ContainerPlan plan = Plan(spec with { Linux = spec.Linux! with { RootfsPropagation = propagation } });
        string[] steps = Steps(plan);
        Assert.True(Array.IndexOf(steps, "exchange the roots") < Array.IndexOf(steps, $"set the root's propagation to {propagation}"));
        LaunchStep first = plan.Launch.Steps.First(s => s.Description == "keep mounts from spreading to the host");
        const long shared = 1 << 20;
        Assert.Equal(0, first.Arguments[3].Value & shared);
    }

    private static LaunchStep Attach(ContainerPlan plan) => plan.Launch.Steps.Single(s => s.Description == "attach the root file system");

    private static string Refusal(Spec spec) => Assert.Throws<EngineException>(() => Plan(spec)).Message;
}
