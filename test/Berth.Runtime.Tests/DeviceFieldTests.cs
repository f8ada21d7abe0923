using Berth.Oci.Runtime;
using Berth.Runtime.Preparation;

namespace Berth.Runtime.Tests;

/// <summary>config-linux.md "Devices", "Default Devices": what is made, where, and what is refused.</summary>
public sealed class DeviceFieldTests
{
    private static Spec With(params Device[] devices) => PlannedSteps.WithLinux(l => l with { Devices = devices });

    private static Spec WithDev(params Mount[] mounts) => PlannedSteps.Base with { Mounts = mounts };

    private static string[] Nodes(Spec spec) => [.. PlannedSteps.Plan(spec).Preparation.Where(p => p is PreparationStep.DeviceNode or PreparationStep.Symlink).Select(p => p.Description)];

    [Fact]
    public void Default_devices_and_links_are_always_there() => Assert.Equal(
        [
            "device /dev/null (c 1:3, mode 666)", "device /dev/zero (c 1:5, mode 666)", "device /dev/full (c 1:7, mode 666)", "device /dev/random (c 1:8, mode 666)",
            "device /dev/urandom (c 1:9, mode 666)", "device /dev/tty (c 5:0, mode 666)", "link /dev/fd -> /proc/self/fd", "link /dev/stdin -> /proc/self/fd/0",
            "link /dev/stdout -> /proc/self/fd/1", "link /dev/stderr -> /proc/self/fd/2", "link /dev/core -> /proc/kcore", "link /dev/ptmx -> pts/ptmx",
        ],
        Nodes(PlannedSteps.Base));

    [Theory]
    [InlineData("c", "c 10:229")]
    [InlineData("u", "c 10:229")]
    [InlineData("b", "b 10:229")]
    [InlineData("p", "p 10:229")]
    public void Devices_of_every_type(string type, string made) => Assert.Equal([$"device /dev/d ({made}, mode 666)"],
        PlannedSteps.Prepared(With(new Device { Path = "/dev/d", Type = type, Major = 10, Minor = 229 })));

    [Fact]
    public void Devices_with_a_mode_and_an_owner()
    {
        Spec spec = With(new Device { Path = "/opt/d", Type = "c", Major = 1, Minor = 3, FileMode = 0x2000 | 0x180, Uid = 7, Gid = 8 });
        var node = Assert.Single(PlannedSteps.Plan(spec).Preparation.OfType<PreparationStep.DeviceNode>(), n => n.Path == "/opt/d");
        Assert.Equal((0x180u, 7u, 8u, true), (node.Mode, node.Uid, node.Gid, node.IsExact));
    }

    [Fact]
    public void A_device_of_the_specification_replaces_the_default_of_that_name() => Assert.Equal(["device /dev/null (c 1:3, mode 600)"],
        PlannedSteps.Prepared(With(new Device { Path = "/dev/null", Type = "c", Major = 1, Minor = 3, FileMode = 0x180 })));

    /// <summary>However it is written: nodes would otherwise be made in the host's.</summary>
    [Theory]
    [InlineData("/dev")]
    [InlineData("/dev/")]
    [InlineData("//dev/.")]
    [InlineData("dev")]
    [InlineData("/x/../dev")]
    public void A_dev_that_is_bound_stays_as_it_is_and_null_is_the_real_one(string destination)
    {
        Spec spec = WithDev(new Mount { Destination = destination, Type = "bind", Source = "/dev", Options = ["rbind"] });
        spec = spec with { Linux = spec.Linux! with { Devices = [new() { Path = "/dev/d", Type = "c" }, new() { Path = "/opt/d", Type = "c" }] } };
        Assert.Equal(["device /opt/d (c 0:0, mode 666)"], Nodes(spec));
        Assert.Contains("verified /dev/null", PlannedSteps.Plan(spec).Preparation.Select(p => p.Description));
    }

    [Fact]
    public void Without_a_mount_the_devices_are_made_in_the_roots_own_dev()
    {
        string[] nodes = Nodes(WithDev());
        Assert.Contains("device /dev/tty (c 5:0, mode 666)", nodes);
        Assert.DoesNotContain("link /dev/ptmx -> pts/ptmx", nodes);
    }

    [Theory]
    [InlineData("/dev/d", "x", 1, "/dev/d has the unknown type 'x'")]
    [InlineData("dev/d", "c", 1, "'dev/d' is not the absolute path of a file")]
    [InlineData("/dev/", "c", 1, "'/dev/' is not the absolute path of a file")]
    [InlineData("/dev/d", "c", -1, "/dev/d: there is no device -1:0")]
    public void Devices_that_cannot_be(string path, string type, long major, string reason) => Assert.Equal("config.json: linux.devices: " + reason,
        PlannedSteps.Refusal(With(new Device { Path = path, Type = type, Major = major })));
}
