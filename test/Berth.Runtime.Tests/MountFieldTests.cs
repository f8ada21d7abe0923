using Berth.Kernel.Mounts;
using Berth.Kernel.Security;
using Berth.Oci.Runtime;
using Berth.Runtime.Planning;
using Berth.Runtime.Preparation;

namespace Berth.Runtime.Tests;

/// <summary>config.md "Mounts": what each kind of mount and each option becomes, and what is refused.</summary>
public sealed class MountFieldTests
{
    private static readonly IdMapping[] Map = [new() { ContainerId = 0, HostId = 1000, Size = 10 }];

    private static Spec With(params Mount[] mounts) => PlannedSteps.Base with { Mounts = [.. PlannedSteps.Base.Mounts!, .. mounts] };

    private static Mount Bind(params string[] options) => new() { Destination = "/d", Type = "bind", Source = "/s", Options = options };

    private static Mount Tmpfs(params string[] options) => new() { Destination = "/d", Type = "tmpfs", Source = "t", Options = options };

    private static T Step<T>(Spec spec) where T : PreparationStep => PlannedSteps.Plan(spec).Preparation.OfType<T>().Last();

    [Fact]
    public void A_new_file_system_is_prepared_with_its_data_and_attached()
    {
        Spec spec = With(Tmpfs("nosuid", "size=64m", "nr_inodes=10", "mode=700", "huge"));
        Assert.Equal(["tmpfs for /d (size=64m,nr_inodes=10,mode=700,huge)", "mount point /d"], PlannedSteps.Prepared(spec));
        Assert.Equal(["attach tmpfs at /d"], PlannedSteps.Added(spec));
    }

    [Fact]
    public void The_kernels_own_file_systems_are_made_by_the_child_and_nothing_covers_proc()
    {
        Assert.Equal(["open proc for /p", "create proc for /p", "mount proc for /p", "attach proc at /p"],
            PlannedSteps.Added(With(new Mount { Destination = "/p", Type = "proc", Source = "proc" })));
        Assert.Equal("mount sysfs at /proc/x: /proc is the kernel's", PlannedSteps.Refusal(With(new Mount { Destination = "/proc/x", Type = "sysfs", Source = "sysfs" })));
    }

    [Theory]
    [InlineData("bind", "rbind")]
    [InlineData("none", "bind")]
    [InlineData(null, "rbind")]
    public void A_bind_is_one_by_its_type_or_by_an_option(string? type, string option) => Assert.Equal(["bind of /s for /d", "mount point /d"],
        PlannedSteps.Prepared(With(new Mount { Destination = "/d", Type = type, Source = "/s", Options = [option] })));

    [Fact]
    public void A_relative_source_is_taken_from_the_bundle()
    {
        Spec spec = With(new Mount { Destination = "/d", Type = "bind", Source = "data/../files" });
        Assert.Equal(["bind of /bundle/files for /d", "mount point /d"], PlannedSteps.Prepared(spec, r => r with { BundlePath = "/bundle" }));
        Assert.Equal("mount data/../files at /d: the source is not an absolute path", PlannedSteps.Refusal(spec));
    }

    [Theory]
    [InlineData("ro", MountAttributes.ReadOnly)]
    [InlineData("nosuid", MountAttributes.NoSuid)]
    [InlineData("nodev", MountAttributes.NoDev)]
    [InlineData("noexec", MountAttributes.NoExec)]
    [InlineData("noatime", MountAttributes.NoAccessTime)]
    [InlineData("strictatime", MountAttributes.StrictAccessTime)]
    [InlineData("nodiratime", MountAttributes.NoDirectoryAccessTime)]
    [InlineData("nosymfollow", MountAttributes.NoSymlinkFollow)]
    public void An_attribute_is_set_on_the_mount_and_with_an_r_on_all_below(string option, MountAttributes attribute)
    {
        var bind = Step<PreparationStep.BindMount>(With(Bind("rbind", option)));
        Assert.Equal((attribute, MountAttributes.None), (bind.Change.Set, bind.RecursiveChange.Set));
        bind = Step<PreparationStep.BindMount>(With(Bind("rbind", "r" + option)));
        Assert.Equal((MountAttributes.None, attribute), (bind.Change.Set, bind.RecursiveChange.Set));
    }

    [Theory]
    [InlineData("rw", MountAttributes.ReadOnly)]
    [InlineData("suid", MountAttributes.NoSuid)]
    [InlineData("dev", MountAttributes.NoDev)]
    [InlineData("exec", MountAttributes.NoExec)]
    [InlineData("atime", MountAttributes.AccessTimeMask)]
    [InlineData("relatime", MountAttributes.AccessTimeMask)]
    [InlineData("nostrictatime", MountAttributes.AccessTimeMask)]
    [InlineData("norelatime", MountAttributes.None)]
    [InlineData("diratime", MountAttributes.NoDirectoryAccessTime)]
    [InlineData("symfollow", MountAttributes.NoSymlinkFollow)]
    public void An_attribute_is_cleared_likewise(string option, MountAttributes attribute)
    {
        var bind = Step<PreparationStep.BindMount>(With(Bind("rbind", option)));
        Assert.Equal((attribute, MountAttributes.None), (bind.Change.Clear, bind.RecursiveChange.Clear));
        bind = Step<PreparationStep.BindMount>(With(Bind("rbind", "r" + option)));
        Assert.Equal((MountAttributes.None, attribute), (bind.Change.Clear, bind.RecursiveChange.Clear));
    }

    [Fact]
    public void Of_contradicting_options_the_last_one_counts()
    {
        var bind = Step<PreparationStep.BindMount>(With(Bind("bind", "ro", "rw", "nosuid", "noatime", "relatime")));
        Assert.Equal((MountAttributes.NoSuid, MountAttributes.ReadOnly | MountAttributes.AccessTimeMask), (bind.Change.Set, bind.Change.Clear));
    }

    [Theory]
    [InlineData("private", MountPropagation.Private, false)]
    [InlineData("rprivate", MountPropagation.Private, true)]
    [InlineData("slave", MountPropagation.Slave, false)]
    [InlineData("rslave", MountPropagation.Slave, true)]
    [InlineData("shared", MountPropagation.Shared, false)]
    [InlineData("rshared", MountPropagation.Shared, true)]
    [InlineData("unbindable", MountPropagation.Unbindable, false)]
    [InlineData("runbindable", MountPropagation.Unbindable, true)]
    public void Propagation_of_binds_and_of_new_file_systems(string option, MountPropagation propagation, bool recursive)
    {
        var bind = Step<PreparationStep.BindMount>(With(Bind("rbind", option)));
        Assert.Equal((propagation, recursive), (bind.Change.Propagation, bind.IsPropagationRecursive));
        Assert.Equal(propagation, Step<PreparationStep.NewMount>(With(Tmpfs(option))).Propagation);
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("dirsync")]
    [InlineData("mand")]
    [InlineData("lazytime")]
    public void A_flag_of_the_file_system_is_for_new_ones_and_not_for_binds(string flag)
    {
        Assert.Equal([$"tmpfs for /d (mode=1777,{flag})", "mount point /d"], PlannedSteps.Prepared(With(Tmpfs("mode=1777", flag))));
        Assert.Empty(PlannedSteps.Plan(With(Bind("bind", flag))).Warnings);
    }

    [Fact]
    public void Options_without_a_meaning_here_are_accepted()
    {
        Mount mount = Tmpfs("defaults", "async", "silent", "loud", "nomand", "nolazytime", "iversion", "noiversion", "sync", "async");
        Assert.Equal(["tmpfs for /d", "mount point /d"], PlannedSteps.Prepared(With(mount)));
    }

    [Fact]
    public void Data_of_a_bind_is_ignored_with_a_warning() =>
        Assert.Equal(["mount at /d: a bind mount has no option mode=755, foo"], PlannedSteps.Plan(With(Bind("bind", "mode=755", "foo"))).Warnings);

    [Fact]
    public void Tmpcopyup_copies_what_the_mount_covers()
    {
        Assert.Equal(new TmpfsContent(Files: true, TakesMode: true, ThenReadOnly: true), Step<PreparationStep.MountPoint>(With(Tmpfs("tmpcopyup", "ro"))).Content);
        Assert.Equal(MountAttributes.None, Step<PreparationStep.NewMount>(With(Tmpfs("tmpcopyup", "ro"))).Attributes);
        Assert.Equal("mount at /d: tmpcopyup is for a tmpfs only",
            PlannedSteps.Refusal(With(new Mount { Destination = "/d", Type = "ramfs", Source = "r", Options = ["tmpcopyup"] })));
    }

    [Fact]
    public void A_tmpfs_without_a_mode_takes_that_of_what_it_covers()
    {
        Assert.Equal(new TmpfsContent(Files: false, TakesMode: true, ThenReadOnly: false), Step<PreparationStep.MountPoint>(With(Tmpfs())).Content);
        Assert.Null(Step<PreparationStep.MountPoint>(With(Tmpfs("mode=755"))).Content);
    }

    [Fact]
    public void Id_mappings_of_a_mount()
    {
        Spec spec = With(Bind("bind") with { UidMappings = Map, GidMappings = Map });
        Assert.Equal(["bind of /s for /d (id-mapped)", "mount point /d"], PlannedSteps.Prepared(spec));
        Assert.False(Step<PreparationStep.BindMount>(spec).IdMap!.IsRecursive);
        Assert.True(Step<PreparationStep.BindMount>(With(Bind("rbind", "ridmap") with { UidMappings = Map, GidMappings = Map })).IdMap!.IsRecursive);
    }

    [Fact]
    public void Idmap_without_mappings_takes_the_containers()
    {
        Spec spec = With(Bind("bind", "idmap"));
        spec = spec with { Linux = spec.Linux! with { Namespaces = [.. spec.Linux.Namespaces!, new() { Type = "user" }], UidMappings = Map, GidMappings = Map } };
        Assert.Equal(Map, Step<PreparationStep.BindMount>(spec).IdMap!.Uids);
    }

    public static TheoryData<Mount, string> BadMounts => new()
    {
        { new() { Destination = "/d", Type = "bind" }, "mount at /d: a bind mount needs a source" },
        { new() { Destination = "/d", Source = "s" }, "mount at /d: a type is missing" },
        { new() { Destination = "/d/..", Type = "tmpfs" }, "invalid mount destination '/d/..': it is the container's root" },
        { Bind("idmap"), "mount at /d: idmap needs uidMappings and gidMappings, of the mount or of a user namespace of the container" },
        { Bind() with { UidMappings = Map }, "mount at /d: gidMappings: missing, while the other is there" },
        { Bind() with { GidMappings = Map }, "mount at /d: uidMappings: missing, while the other is there" },
        { Tmpfs() with { UidMappings = Map, GidMappings = Map }, "mount at /d: only bind mounts can be id-mapped" },
    };

    [Theory]
    [MemberData(nameof(BadMounts))]
    public void A_mount_that_cannot_be(Mount mount, string reason) => Assert.Equal(reason, PlannedSteps.Refusal(With(mount)));

    [Fact]
    public void A_remount_changes_what_is_there()
    {
        Assert.Equal(["change the mount at /proc"], PlannedSteps.Added(With(new Mount { Destination = "/proc", Type = "proc", Source = "proc", Options = ["remount", "ro"] })));
        Spec spec = With(new Mount { Destination = "/dev/shm", Type = "tmpfs", Source = "t", Options = ["remount", "noexec", "size=1m", "rslave"] });
        Assert.Equal(["mount at /dev/shm"], PlannedSteps.Prepared(spec));
        Assert.Equal(
            [
                "pick the file system at /dev/shm", "set size=1m of /dev/shm", "reconfigure the file system at /dev/shm",
                "change the mount at /dev/shm", "change the mount at /dev/shm and those below",
            ],
            PlannedSteps.Added(spec));
    }

    [Fact]
    public void Mounts_are_attached_in_their_order() => Assert.Equal(["attach tmpfs at /z", "attach /s at /z/d", "attach tmpfs at /a"], PlannedSteps.Added(With(
        new Mount { Destination = "/z", Type = "tmpfs" }, Bind("bind") with { Destination = "/z/d" }, new Mount { Destination = "a", Type = "tmpfs" })));

    [Fact]
    public void A_mount_label_is_the_context_of_new_file_systems()
    {
        Spec spec = PlannedSteps.WithLinux(l => l with { MountLabel = "u:o:t:s0" });
        Assert.Equal("config.json: linux.mountLabel: SELinux is disabled or not supported on this host", PlannedSteps.Refusal(spec));
        Assert.Equal(
            [
                "tmpfs for /dev (mode=755,size=65536k,context=u:o:t:s0)", "devpts for /dev/pts (newinstance,ptmxmode=0666,mode=0620,gid=5,context=u:o:t:s0)",
                "tmpfs for /dev/shm (mode=1777,size=65536k,context=u:o:t:s0)",
            ],
            PlannedSteps.Prepared(spec, r => r with { SecurityModules = SecurityModules.SELinux }));
    }
}
