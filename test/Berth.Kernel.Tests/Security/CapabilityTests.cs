using Berth.Kernel.Security;

namespace Berth.Kernel.Tests.Security;

public sealed class CapabilityTests
{
    [Fact]
    public void Names_and_numbers_agree_with_the_kernels()
    {
        Assert.Equal("CAP_CHOWN", Capability.Chown.Name());
        Assert.Equal("CAP_SYS_ADMIN", ((Capability)21).Name());
        Assert.Equal("CAP_CHECKPOINT_RESTORE", ((Capability)40).Name());
        for (int i = 0; i < CapabilityNames.Count; i++)
        {
            Assert.True(CapabilityNames.TryParse(((Capability)i).Name(), out Capability found));
            Assert.Equal(i, (int)found);
        }
        Assert.True(CapabilityNames.TryParse("net_raw", out Capability raw));
        Assert.Equal(Capability.NetRaw, raw);
        Assert.False(CapabilityNames.TryParse("NET", out _));
        Assert.False(CapabilityNames.TryParse("", out _));
        Assert.False(CapabilityNames.TryParse("CAP_", out _));
    }

    [Fact]
    public void The_last_capability_is_the_one_that_procfs_tells()
    {
        Assert.Equal(int.Parse(File.ReadAllText("/proc/sys/kernel/cap_last_cap")), CapabilityHost.Last);
    }

    [Fact]
    public void The_threads_sets_are_those_that_procfs_shows()
    {
        ThreadCapabilities current = CapabilityHost.Current();
        string[] status = File.ReadAllLines("/proc/thread-self/status");
        ulong Field(string name) => Convert.ToUInt64(status.First(l => l.StartsWith(name)).Split('\t')[1], 16);
        Assert.Equal(Field("CapEff:"), current.Effective.Bits);
        Assert.Equal(Field("CapPrm:"), current.Permitted.Bits);
        Assert.Equal(Field("CapInh:"), current.Inheritable.Bits);
        Assert.Equal(Field("CapBnd:"), CapabilityHost.Bounding().Bits);

        byte[] data = new byte[ThreadCapabilities.DataSize];
        current.WriteData(data);
        Assert.Equal(current, ThreadCapabilities.ReadData(data));
    }

    [Fact]
    public void Sets_list_their_names_in_order()
    {
        CapabilitySet set = CapabilitySet.Empty.With(Capability.Bpf).With(Capability.Chown).With(Capability.Kill).Without(Capability.Kill);
        Assert.Equal(["CAP_CHOWN", "CAP_BPF"], set.Names());
    }
}
