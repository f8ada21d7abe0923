using Berth.Kernel.Cgroups;

namespace Berth.Kernel.Tests.Cgroups;

public sealed class CgroupDetailsTests
{
    [Theory]
    [InlineData("0-3,7\n", "0 1 2 3 7")]
    [InlineData("0", "0")]
    [InlineData("", "")]
    [InlineData("x,2-1,3", "3")]
    public void Lists_of_processors_are_numbers(string text, string numbers) => Assert.Equal(numbers, string.Join(' ', Cgroup.NumberRanges(text)));

    [Fact]
    public void Processor_time_is_split_by_user_and_kernel()
    {
        (List<ulong> user, List<ulong> kernel) = Cgroup.PerProcessor("cpu user system\n0 10 20\n1 30 40\n");
        Assert.Equal([10, 30], user);
        Assert.Equal([20, 40], kernel);
    }

    [Fact]
    public void Pressure_has_two_lines_and_older_kernels_leave_one_out()
    {
        const string some = "some avg10=1.50 avg60=0.25 avg300=0.00 total=1234\n";
        Assert.Equal(new PressureStats(new PressureLine(1.5, 0.25, 0, 1234), default), Cgroup.Pressure(some));
        Assert.Equal(7ul, Cgroup.Pressure(some + "full avg10=0.00 avg60=0.00 avg300=0.00 total=7\n")!.Full.Total);
        Assert.Null(Cgroup.Pressure(""));
    }

    [Fact]
    public void A_group_that_is_not_there_tells_nothing()
    {
        CgroupDetails details = Cgroup.Open(CgroupHost.Detect(), $"berth-test-{Guid.NewGuid():N}/none").ReadDetails();
        Assert.Empty(details.CpuPerProcessor);
        Assert.Null(details.Kernel);
        Assert.Null(details.CpuPressure);
    }

    [Fact]
    public void A_group_tells_of_its_processors_and_of_swap()
    {
        Assert.SkipUnless(Environment.UserName == "root", "needs root");
        CgroupHost host = CgroupHost.Detect();
        string path = $"berth-test-{Guid.NewGuid().ToString("N")[..12]}";
        Cgroup cgroup = Cgroup.Create(host, path);
        try
        {
            CgroupDetails details = cgroup.ReadDetails();
            if (host.Find("cpuset") is not null)
                Assert.NotEmpty(details.Cpus);
            if (host.Find("cpuacct") is not null)
                Assert.NotEmpty(details.CpuPerProcessor);
            if (host.Find("memory") is not null)
                Assert.Equal(0, details.MemoryFailures);
        }
        finally
        {
            Assert.Empty(cgroup.Remove());
        }
    }
}
