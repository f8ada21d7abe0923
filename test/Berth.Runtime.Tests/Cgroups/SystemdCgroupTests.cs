using Berth.Kernel.Cgroups;
using Berth.Kernel.Systemd;
using Berth.Oci;
using Berth.Runtime.Cgroups;

namespace Berth.Runtime.Tests.Cgroups;

public sealed class SystemdCgroupTests
{
    [Theory]
    [InlineData(null, "system.slice", "berth-id.scope", "system.slice/berth-id.scope")]
    [InlineData("system.slice:cri:0123", "system.slice", "cri-0123.scope", "system.slice/cri-0123.scope")]
    [InlineData(":libpod:0123", "system.slice", "libpod-0123.scope", "system.slice/libpod-0123.scope")]
    [InlineData("kube-pod-a.slice::0123", "kube-pod-a.slice", "0123.scope", "kube.slice/kube-pod.slice/kube-pod-a.slice/0123.scope")]
    [InlineData("-.slice:x:y", "-.slice", "x-y.scope", "x-y.scope")]
    public void A_slice_a_prefix_and_a_name_are_a_scope(string? text, string slice, string unit, string cgroup)
    {
        SystemdCgroupPath path = SystemdCgroupPath.Parse(text, "id");
        Assert.Equal((slice, unit, cgroup), (path.Slice, path.Unit, path.CgroupPath));
    }

    [Theory]
    [InlineData("/berth/0123", "expected the form SLICE:PREFIX:NAME with --systemd-cgroup")]
    [InlineData("a.slice:b:", "expected the form SLICE:PREFIX:NAME with --systemd-cgroup")]
    [InlineData("../x.slice:b:c", "'../x.slice' is no name of a slice")]
    [InlineData("a--b.slice:b:c", "'a--b.slice' is no name of a slice")]
    [InlineData("system:b:c", "'system' is no name of a slice")]
    [InlineData("a.slice:b:../c", "'b-../c' is no name of a scope")]
    public void Another_form_is_refused_by_the_fields_name(string text, string reason)
    {
        var error = Assert.Throws<EngineException>(() => SystemdCgroupPath.Parse(text, "id"));
        Assert.Equal($"config.json: linux.cgroupsPath: '{text}': {reason}", error.Message);
    }

    [Fact]
    public void Limits_become_properties_of_the_unit()
    {
        var limits = new CgroupLimits { Memory = 1 << 20, MemoryAndSwap = 3 << 20, CpuShares = 1024, CpuQuota = 25000, CpuPeriod = 50000, Pids = -1 };
        Assert.Equal(
            [
                new UnitProperty.Number("MemoryMax", 1 << 20), new UnitProperty.Number("MemorySwapMax", 2 << 20), new UnitProperty.Number("CPUWeight", 100),
                new UnitProperty.Number("CPUQuotaPerSecUSec", 500_000), new UnitProperty.Number("CPUQuotaPeriodUSec", 50_000),
                new UnitProperty.Number("TasksMax", ulong.MaxValue),
            ],
            SystemdProperties.Of(limits, isUnified: true));
        Assert.Contains(new UnitProperty.Number("CPUShares", 1024), SystemdProperties.Of(limits, isUnified: false));
    }

    [Fact]
    public void Without_systemd_one_line_says_so()
    {
        Assert.SkipWhen(SystemdBus.IsRunning, "systemd is running");
        var error = Assert.Throws<EngineException>(() =>
            SystemdScope.Create(CgroupHost.Detect(), new SystemdCgroupPath("system.slice", "berth-test.scope"), "test", null));
        Assert.Equal("systemd is not running on this host: --systemd-cgroup cannot be used", error.Message);
    }
}
