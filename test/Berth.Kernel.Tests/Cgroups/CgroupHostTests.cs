using System.Text;
using Berth.Kernel.Cgroups;

namespace Berth.Kernel.Tests.Cgroups;

public sealed class CgroupHostTests
{
    private static CgroupHost Parse(string mountInfo, params string[] controllers) => CgroupHost.Parse(Encoding.UTF8.GetBytes(mountInfo), _ => controllers);

    [Fact]
    public void A_hybrid_machine_has_controllers_in_both_versions()
    {
        CgroupHost host = Parse("""
            31 23 0:28 / /sys/fs/cgroup ro - tmpfs tmpfs rw,mode=755
            32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
            35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
            40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,release_agent=/x,name=systemd
            41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate
            50 31 0:29 / /elsewhere/cpu rw - cgroup cgroup rw,cpu,cpuacct
            """, "io", "hugetlb");
        Assert.Equal(4, host.Hierarchies.Count);
        Assert.False(host.IsUnified);
        Assert.Equal("/sys/fs/cgroup/cpu,cpuacct", host.Find("cpuacct")?.MountPoint);
        Assert.Equal(2, host.Find("blkio")?.Version);
        Assert.Equal(2, host.Find("hugetlb")?.Version);
        Assert.Equal(["name=systemd"], host.Hierarchies[2].Controllers);
        Assert.Null(host.Find("pids"));
        Assert.Equal("/sys/fs/cgroup/unified", host.Unified?.MountPoint);
    }

    [Fact]
    public void A_unified_machine_has_one_hierarchy()
    {
        CgroupHost host = Parse("30 23 0:26 / /sys/fs/cgroup rw shared:4 - cgroup2 cgroup2 rw\n", "cpu", "memory");
        Assert.True(host.IsUnified);
        Assert.Equal(2, host.Find("memory")?.Version);
    }

    [Fact]
    public void A_machine_without_cgroups_has_none() => Assert.Empty(Parse("1 0 8:1 / / rw - ext4 /dev/sda1 rw\n").Hierarchies);

    [Theory]
    [InlineData(1UL, 1UL)]
    [InlineData(2UL, 1UL)]
    [InlineData(1024UL, 100UL)]
    [InlineData(262144UL, 10000UL)]
    [InlineData(ulong.MaxValue, 10000UL)]
    public void Shares_become_weights_on_the_usual_curve(ulong shares, ulong weight) => Assert.Equal(weight, CpuLimits.Weight(shares));

    [Fact]
    public void Block_device_counters_are_read_in_both_forms()
    {
        List<BlockDeviceStats> second = [];
        BlockIoStats.ReadSecond("8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0\nbad\n252:16 rbytes=5\n", second);
        Assert.Equal([new BlockDeviceStats(8, 0, 1, 2, 3, 4), new BlockDeviceStats(252, 16, 5, 0, 0, 0)], second);
        List<BlockDeviceStats> first = [];
        BlockIoStats.ReadFirst("8:0 Read 1\n8:0 Write 2\n8:0 Sync 9\n8:0 Total 3\nTotal 3\n", first, bytes: true);
        BlockIoStats.ReadFirst("8:0 Read 3\n8:0 Write 4\n", first, bytes: false);
        Assert.Equal([new BlockDeviceStats(8, 0, 1, 2, 3, 4)], first);
    }
}
