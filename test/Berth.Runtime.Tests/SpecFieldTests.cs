using Berth.Oci.Runtime;

namespace Berth.Runtime.Tests;

/// <summary>config.md outside of process and mounts: root, names, annotations.</summary>
public sealed class SpecFieldTests
{
    [Fact]
    public void Root_is_a_bind_of_its_path() => Assert.Contains("bind of /bundle/rootfs", PlannedSteps.Plan(PlannedSteps.Base).Preparation.Select(p => p.Description));

    [Fact]
    public void Root_readonly() => Assert.Equal(["make the root file system read-only"],
        PlannedSteps.Added(PlannedSteps.Base with { Root = new Root { Path = "rootfs", Readonly = true } }));

    [Fact]
    public void Hostname_and_domainname()
    {
        Assert.Equal(["set the host name other", "set the domain name example.org"], PlannedSteps.Added(PlannedSteps.Base with { Hostname = "other", Domainname = "example.org" }));
        Spec shared = PlannedSteps.WithLinux(l => l with { Namespaces = [.. l.Namespaces!.Where(n => n.Type != "uts")] });
        Assert.Equal("config.json: hostname: cannot be set without a uts namespace of the container's own", PlannedSteps.Refusal(shared));
        Assert.Equal("config.json: domainname: cannot be set without a uts namespace of the container's own", PlannedSteps.Refusal(shared with { Hostname = null, Domainname = "d" }));
    }

    [Fact]
    public void Annotations_change_nothing_of_the_plan() =>
        Assert.Empty(PlannedSteps.Added(PlannedSteps.Base with { Annotations = new Dictionary<string, string> { ["a"] = "b" } }));

    [Fact]
    public void Process_is_needed() => Assert.Equal("config.json: process: missing", PlannedSteps.Refusal(PlannedSteps.Base with { Process = null }));
}
