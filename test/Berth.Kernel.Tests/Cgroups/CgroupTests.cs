using System.Diagnostics;
using Berth.Kernel.Cgroups;
using Berth.Kernel.Security;

namespace Berth.Kernel.Tests.Cgroups;

public sealed class CgroupTests : IDisposable
{
    private readonly CgroupHost _host = CgroupHost.Detect();
    private readonly string _path = $"berth-test-{Guid.NewGuid().ToString("N")[..12]}/group";
    private readonly List<Process> _processes = [];

    private Cgroup Create()
    {
        Assert.SkipUnless(Environment.UserName == "root", "needs root");
        Assert.SkipWhen(_host.Hierarchies.Count == 0, "no cgroups are mounted");
        Cgroup cgroup = Cgroup.Create(_host, _path);
        Assert.SkipWhen(cgroup.Unavailable.Count > 0, $"cgroups cannot be made here: {string.Join("; ", cgroup.Unavailable)}");
        return cgroup;
    }

    public void Dispose()
    {
        Cgroup.Open(_host, _path).KillAll();
        foreach (Process process in _processes)
        {
            process.WaitForExit();
            process.Dispose();
        }
        Assert.Empty(Cgroup.Open(_host, _path).Remove());
        Assert.Empty(Cgroup.Open(_host, _path.Split('/')[0]).Remove());
    }

    private Process Start(string script)
    {
        var process = Process.Start(new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", script }, RedirectStandardOutput = true, RedirectStandardInput = true })!;
        _processes.Add(process);
        return process;
    }

    private string File(string controller, string first, string? second = null)
    {
        CgroupHierarchy hierarchy = _host.Find(controller)!;
        return System.IO.File.ReadAllText($"{hierarchy.MountPoint}/{_path}/{(hierarchy.Version == 1 ? first : second ?? first)}").Trim();
    }

    [Fact]
    public void The_machines_hierarchies_are_those_that_are_mounted()
    {
        string[] mounts = System.IO.File.ReadAllLines("/proc/self/mountinfo");
        Assert.Equal(mounts.Any(m => m.Contains(" - cgroup2 ")), _host.Unified is not null);
        foreach (CgroupHierarchy hierarchy in _host.Hierarchies)
            Assert.True(Directory.Exists(hierarchy.MountPoint));
        foreach (CgroupHierarchy hierarchy in _host.Hierarchies)
            Assert.StartsWith("/", CgroupHost.OwnPath(hierarchy));
    }

    [Fact]
    public void A_process_enters_every_hierarchy_by_writing_zero()
    {
        Cgroup cgroup = Create();
        Assert.True(cgroup.Exists);
        List<CgroupJoinFile> joins = cgroup.OpenJoinFiles();
        Assert.Equal(_host.Hierarchies.Count, joins.Count);
        // The shell's redirections are what the launched process does with descriptors.
        string script = string.Concat(joins.Select(j => $"echo 0 > /proc/{Environment.ProcessId}/fd/{j.File.Number}; ")) + "cat /proc/self/cgroup; echo end; read line";
        Process process = Start(script);
        // The kernel also lists hierarchies that are not mounted here.
        List<string> lines = [];
        while (process.StandardOutput.ReadLine() is { } line && line != "end")
            lines.Add(line);
        Assert.All(_host.Hierarchies, h =>
            Assert.Contains(lines, l => l.EndsWith($":{(h.Version == 2 ? "" : string.Join(',', h.Controllers))}:/{_path}")));
        Assert.Contains(process.Id, cgroup.Processes());
        Assert.True(cgroup.KillAll());
        process.WaitForExit();
        joins.ForEach(j => j.File.Dispose());
        Assert.Empty(cgroup.Remove());
        Assert.False(cgroup.Exists);
    }

    [Fact]
    public void Limits_arrive_in_the_kernels_files()
    {
        Cgroup cgroup = Create();
        IReadOnlyList<CgroupWarning> warnings = cgroup.Apply(new CgroupLimits
        {
            Memory = 64 << 20, MemoryAndSwap = 128 << 20, MemoryReservation = 32 << 20, CpuShares = 512, CpuQuota = 50_000, CpuPeriod = 200_000,
            Pids = 77, CpusetCpus = "0",
        });
        Assert.SkipWhen(warnings.Any(w => w.Reason.Contains("controller")), string.Join("; ", warnings));
        Assert.Empty(warnings);
        Assert.Equal("67108864", File("memory", "memory.limit_in_bytes", "memory.max"));
        Assert.Equal(_host.Find("memory")!.Version == 1 ? "134217728" : "67108864", File("memory", "memory.memsw.limit_in_bytes", "memory.swap.max"));
        Assert.Equal("77", File("pids", "pids.max"));
        Assert.Equal("0", File("cpuset", "cpuset.cpus"));
        Assert.Equal(_host.Find("cpu")!.Version == 1 ? "512" : CpuLimits.Weight(512).ToString(), File("cpu", "cpu.shares", "cpu.weight"));
        Assert.Equal(_host.Find("cpu")!.Version == 1 ? "50000" : "50000 200000", File("cpu", "cpu.cfs_quota_us", "cpu.max"));

        // Raising memory above memory and swap together needs the other order.
        Assert.Empty(cgroup.Apply(new CgroupLimits { Memory = 256 << 20, MemoryAndSwap = 512 << 20 }));
        Assert.Equal("268435456", File("memory", "memory.limit_in_bytes", "memory.max"));
        Assert.Empty(cgroup.Apply(new CgroupLimits { Memory = -1, Pids = -1, CpuQuota = -1 }));
        Assert.Equal("max", File("pids", "pids.max"));
        // A period below the old quota.
        Assert.Empty(cgroup.Apply(new CgroupLimits { CpuQuota = 150_000, CpuPeriod = 200_000 }));
        Assert.Empty(cgroup.Apply(new CgroupLimits { CpuQuota = 5_000, CpuPeriod = 10_000 }));
    }

    [Fact]
    public void A_limit_without_its_controller_is_a_warning_that_names_its_field()
    {
        Cgroup cgroup = Create();
        Assert.SkipWhen(_host.Find("rdma") is not null, "this machine has the controller");
        var limits = new CgroupLimits { Rdma = [new RdmaDeviceLimit("mlx5_1", 1, null)], Pids = 5 };
        CgroupWarning warning = Assert.Single(cgroup.Apply(limits));
        Assert.Equal("rdma: the kernel has no rdma cgroup controller here", warning.ToString());
        Assert.Equal("5", File("pids", "pids.max"));
        Assert.Equal("rdma", warning.Field);
    }

    [Fact]
    public void A_value_that_the_kernel_refuses_is_named()
    {
        Cgroup cgroup = Create();
        CgroupWarning warning = Assert.Single(cgroup.Apply(new CgroupLimits { CpusetCpus = "4095" }));
        Assert.Equal("cpuset.cpus", warning.Setting);
        Assert.Contains("write 4095: E", warning.Reason);
        Assert.Contains("EINVAL", Assert.Single(cgroup.Apply(new CgroupLimits { CpusetCpus = "x" })).Reason);
        Assert.Equal("cpu", warning.Field);
    }

    [Fact]
    public async Task Frozen_processes_stand_still_and_a_paused_group_can_be_killed()
    {
        Cgroup cgroup = Create();
        Assert.SkipUnless(cgroup.CanFreeze, "no freezer");
        Process process = Start("while read line; do echo $line; done");
        cgroup.Add(process.Id);
        cgroup.Freeze();
        Assert.True(cgroup.IsFrozen);
        process.StandardInput.WriteLine("hello");
        process.StandardInput.Flush();
        Task<string?> line = process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.False(line.IsCompleted);
        cgroup.Thaw();
        Assert.False(cgroup.IsFrozen);
        Assert.Equal("hello", await line);
        cgroup.Freeze();
        Assert.True(cgroup.KillAll());
        Assert.Empty(cgroup.Processes());
    }

    [Fact]
    public void A_group_that_forks_without_end_is_killed_whole()
    {
        Cgroup cgroup = Create();
        cgroup.Apply(new CgroupLimits { Pids = 200 });
        Process process = Start("read line; f() { f & f & wait; }; f 2>/dev/null");
        cgroup.Add(process.Id);
        process.StandardInput.WriteLine();
        process.StandardInput.Flush();
        Thread.Sleep(100);
        Assert.True(cgroup.KillAll());
        Assert.Empty(cgroup.Processes());
    }

    [Fact]
    public void Groups_made_inside_are_seen_and_removed_too()
    {
        Cgroup cgroup = Create();
        Cgroup inner = Cgroup.Create(_host, _path + "/inner/most");
        Process process = Start("read line");
        inner.Add(process.Id);
        Assert.Contains(process.Id, cgroup.Processes());
        Assert.True(cgroup.KillAll());
        process.WaitForExit();
        Assert.Empty(cgroup.Remove());
        Assert.False(inner.Exists);
    }

    [Fact]
    public void Removing_a_group_in_use_gives_up_and_says_what_is_left()
    {
        Cgroup cgroup = Create();
        Process process = Start("read line");
        cgroup.Add(process.Id);
        IReadOnlyList<CgroupWarning> left = cgroup.Remove(TimeSpan.FromMilliseconds(30));
        Assert.Equal(_host.Hierarchies.Count, left.Count);
        Assert.Contains("EBUSY", left[0].Reason);
    }

    [Fact]
    public void An_out_of_memory_kill_is_counted()
    {
        Cgroup cgroup = Create();
        Assert.SkipWhen(_host.Find("memory") is null, "no memory controller");
        cgroup.Apply(new CgroupLimits { Memory = 8 << 20, MemoryAndSwap = 8 << 20 });
        Assert.Equal(0, cgroup.OomKills);
        Process process = Start("read line; exec tail /dev/zero");
        cgroup.Add(process.Id);
        process.StandardInput.WriteLine();
        process.StandardInput.Flush();
        Assert.True(process.WaitForExit(20_000));
        Assert.Equal(137, process.ExitCode);
        Assert.Equal(1, cgroup.OomKills);
    }

    [Fact]
    public void Usage_is_told()
    {
        Cgroup cgroup = Create();
        cgroup.Apply(new CgroupLimits { Pids = 50, Memory = 512 << 20 });
        Process process = Start("read line; i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done; echo done; read line");
        cgroup.Add(process.Id);
        process.StandardInput.WriteLine();
        process.StandardInput.Flush();
        Assert.Equal("done", process.StandardOutput.ReadLine());
        CgroupStats stats = cgroup.ReadStats();
        Assert.True(stats.CpuUsage > 1_000_000, $"{stats}");
        if (_host.Find("pids") is not null)
        {
            Assert.Equal(1, stats.Pids);
            Assert.Equal(50, stats.PidsLimit);
        }
        if (_host.Find("memory") is not null)
        {
            Assert.Equal(512 << 20, stats.MemoryLimit);
            Assert.True(stats.MemoryUsage >= 0);
            Assert.NotEmpty(stats.MemoryDetails);
        }
    }

    [Fact]
    public void Device_rules_are_obeyed()
    {
        Cgroup cgroup = Create();
        IReadOnlyList<CgroupWarning> warnings = cgroup.Apply(new CgroupLimits
        {
            Devices =
            [
                new DeviceAccessRule(false, DeviceKind.All, null, null, DeviceAccess.All),
                new DeviceAccessRule(true, DeviceKind.Character, 1, 3, DeviceAccess.All),
                new DeviceAccessRule(true, DeviceKind.Character, 1, 5, DeviceAccess.Read),
            ],
        });
        Assert.SkipWhen(warnings.Count > 0, string.Join("; ", warnings));
        Process process = Start("read line; echo x > /dev/null && echo null; head -c1 /dev/zero > /dev/null && echo zero; " +
            "(exec 3> /dev/zero) 2>/dev/null || echo no-write; (exec 3< /dev/urandom) 2>/dev/null || echo no-random; echo end");
        cgroup.Add(process.Id);
        process.StandardInput.WriteLine();
        process.StandardInput.Flush();
        List<string> said = [];
        while (process.StandardOutput.ReadLine() is { } line && line != "end")
            said.Add(line);
        Assert.Equal(["null", "zero", "no-write", "no-random"], said);
    }

    [Fact]
    public void Groups_made_at_once_below_a_new_parent_can_all_be_entered()
    {
        Create().Remove();
        Assert.Empty(Cgroup.Open(_host, _path.Split('/')[0]).Remove());
        string parent = _path.Split('/')[0];
        Cgroup[] groups = new Cgroup[12];
        Parallel.For(0, groups.Length, i => groups[i] = Cgroup.Create(_host, $"{parent}/{i}"));
        Process process = Start("read line");
        foreach (Cgroup cgroup in groups)
        {
            Assert.Empty(cgroup.Unavailable);
            cgroup.Add(process.Id);
        }
        Assert.True(Cgroup.Open(_host, parent).KillAll());
        process.WaitForExit();
        Assert.Empty(Cgroup.Open(_host, parent).Remove());
    }

    [Fact]
    public void A_hierarchy_that_refuses_is_named_where_its_limit_is_missing()
    {
        // A file stands where the directory's parent should be: this refuses on every machine.
        string file = Path.GetTempFileName();
        try
        {
            var host = new CgroupHost([new CgroupHierarchy(1, file, ["memory"])]);
            Cgroup cgroup = Cgroup.Create(host, "x");
            Assert.Contains("ENOTDIR", Assert.Single(cgroup.Unavailable).Reason);
            Assert.Equal("memory: the memory cgroup cannot be made: ENOTDIR (Not a directory)", Assert.Single(cgroup.Apply(new CgroupLimits { Memory = 1 << 20 })).ToString());
        }
        finally
        {
            System.IO.File.Delete(file);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a//b")]
    public void Paths_that_lead_elsewhere_are_refused(string path) =>
        Assert.Equal(Errno.EINVAL, Assert.Throws<KernelException>(() => Cgroup.Open(_host, path)).Errno);
}
