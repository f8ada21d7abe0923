using Berth.Kernel.Launch;
using Berth.Kernel.Processes;
using CsCheck;

namespace Berth.Kernel.Tests.Launch;

public sealed class LaunchPlanTests
{
    private static LaunchPlan Sample()
    {
        var builder = new LaunchPlanBuilder { Group = "sample", Flags = CloneFlags.NewUts };
        DescriptorSlot output = builder.Descriptor();
        ResultSlot pid = builder.Add("ask", SyscallNumber.Getpid, [], keep: true);
        builder.Add("say", SyscallNumber.Write, [output, builder.Text("hello"), 5], requires: pid);
        builder.Add("fail, tolerated", SyscallNumber.Close, [-1], tolerated: [Errno.EBADF]);
        builder.Add("run", SyscallNumber.Execve, [builder.Text("/bin/true"), builder.TextArray(["true"]), builder.TextArray([])]);
        return builder.Build();
    }

    [Fact]
    public void A_plan_survives_the_wire()
    {
        LaunchPlan plan = Sample();
        byte[] bytes = LaunchPlanFormat.Write(plan);
        Assert.True(LaunchPlanFormat.TryRead(bytes, out LaunchPlan? read, out string error), error);
        Assert.Equal(bytes, LaunchPlanFormat.Write(read));
        Assert.Equal(plan.StepCount, read.StepCount);
        Assert.Equal(plan.Clone, read.Clone);
    }

    /// <summary>
    /// Supervisors live as long as their containers: one that was started by release 0.1 gets its exec plans from any later release. These
    /// bytes must be readable for ever; a change of layout needs a new format version, and readers of both.
    /// </summary>
    [Fact]
    public void The_format_of_release_0_1_is_still_read_and_written()
    {
        var builder = new LaunchPlanBuilder { Group = "g", Flags = CloneFlags.NewUts };
        DescriptorSlot output = builder.Descriptor();
        builder.Add("say", 1, [output, builder.Text("hi"), 2], tolerated: [Errno.EINTR], report: StepReport.Ready);
        const string Release01 =
            "42504C4E010000000100000003000000000000000000000001000000FFFFFFFFFFFFFFFF000000000000000400000000" +
            "000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000" +
            "01000000FFFFFFFF03010000000001000400000000000000" + "0000000000000000" + "6869000000000000";
        string written = Convert.ToHexString(LaunchPlanFormat.Write(builder.Build()));
        Assert.Equal(Release01, written);
        Assert.True(LaunchPlanFormat.TryRead(Convert.FromHexString(Release01), out _, out string error), error);
    }

    [Fact]
    public void A_damaged_plan_is_refused_or_read_but_never_crashes_the_reader()
    {
        byte[] good = LaunchPlanFormat.Write(Sample());
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]).Sample((at, value, length) =>
        {
            byte[] bad = [.. good];
            bad[at] = value;
            LaunchPlanFormat.TryRead(bad, out _, out _);
            LaunchPlanFormat.TryRead(bad.AsSpan(0, length), out _, out _);
        }, iter: 20_000);
    }

    [Fact]
    public void A_failing_step_is_reported_with_its_index_and_errno_and_its_child_is_reaped()
    {
        var builder = new LaunchPlanBuilder { Group = "g" };
        builder.Add("fine", SyscallNumber.Getpid, []);
        builder.Add("not fine", SyscallNumber.Chdir, [builder.Text("/no/such/directory")]);
        Assert.Equal(new LaunchOutcome.Failed(1, Errno.ENOENT), LaunchExecutor.Execute(builder.Build(), [], TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_step_is_skipped_when_what_it_requires_failed()
    {
        var builder = new LaunchPlanBuilder { Group = "g" };
        ResultSlot missing = builder.Add("find", SyscallNumber.Openat, [-100, builder.Text("/no/such/file"), 0], keep: true, tolerated: [Errno.ENOENT]);
        builder.Add("would fail", SyscallNumber.ExitGroup, [1], requires: missing);
        builder.Add("end", SyscallNumber.ExitGroup, [0]);
        var started = Assert.IsType<LaunchOutcome.Started>(LaunchExecutor.Execute(builder.Build(), [], TimeSpan.FromSeconds(10)));
        using (started.PidFd)
        {
            Assert.Equal(new ExitStatus(0, 0), ChildProcesses.Reap(started.PidFd));
        }
    }

    [Fact]
    public void A_child_that_says_nothing_in_time_is_killed()
    {
        (Fd read, Fd write) = Pipes.Create();
        using (read)
        using (write)
        {
            var builder = new LaunchPlanBuilder { Group = "g" };
            DescriptorSlot silent = builder.Descriptor();
            builder.Add("wait for ever", SyscallNumber.Read, [silent, builder.Bytes(new byte[8]), 1]);
            Assert.Equal(new LaunchOutcome.Failed(-2, Errno.ETIMEDOUT), LaunchExecutor.Execute(builder.Build(), [read.Number], TimeSpan.FromMilliseconds(200)));
        }
    }

    [Fact]
    public void The_init_reaps_orphans_and_ends_as_its_program_does()
    {
        var builder = new LaunchPlanBuilder { Group = "g" };
        builder.Add("clone", SyscallNumber.Clone, [Signals.Child, 0, 0, 0, 0], clones: StepClone.Init);
        builder.Add("run", SyscallNumber.Execve, [builder.Text("/bin/sh"), builder.TextArray(["sh", "-c", "kill -9 $$"]), builder.TextArray([])]);
        var started = Assert.IsType<LaunchOutcome.Started>(LaunchExecutor.Execute(builder.Build(), [], TimeSpan.FromSeconds(10)));
        using (started.PidFd)
        {
            Assert.Equal(new ExitStatus(137, 0), ChildProcesses.Reap(started.PidFd));
        }
    }

    [Fact]
    public void A_paused_child_goes_on_when_its_parent_has_done_its_part()
    {
        var builder = new LaunchPlanBuilder { Group = "g" };
        builder.Add("wait", SyscallNumber.Getpid, [], report: StepReport.Pause);
        builder.Add("end", SyscallNumber.ExitGroup, [7]);
        List<int> paused = [];
        var started = Assert.IsType<LaunchOutcome.Started>(LaunchExecutor.Execute(builder.Build(), [], TimeSpan.FromSeconds(10), pause =>
        {
            Thread.Sleep(50);
            Assert.True(File.Exists($"/proc/{pause.Pid}/status"));
            paused.Add(pause.Step);
        }));
        using (started.PidFd)
        {
            Assert.Equal([0], paused);
            Assert.Equal(new ExitStatus(7, 0), ChildProcesses.Reap(started.PidFd));
        }
    }

    [Fact]
    public void A_paused_child_ends_when_its_parent_fails()
    {
        var builder = new LaunchPlanBuilder { Group = "g" };
        builder.Add("wait", SyscallNumber.Getpid, [], report: StepReport.Pause);
        builder.Add("end", SyscallNumber.ExitGroup, [0]);
        int child = 0;
        Assert.Throws<TimeoutException>(() => LaunchExecutor.Execute(builder.Build(), [], TimeSpan.FromSeconds(10), pause =>
        {
            child = pause.Pid;
            throw new TimeoutException();
        }));
        Assert.False(File.Exists($"/proc/{child}/status"));
    }

    [Fact]
    public void A_successor_takes_the_place_of_the_child_that_cloned_it()
    {
        const long CloneParent = 0x8000;
        var builder = new LaunchPlanBuilder { Group = "g" };
        builder.Add("clone", SyscallNumber.Clone, [Signals.Child | CloneParent, 0, 0, 0, 0], clones: StepClone.Successor);
        builder.Add("run", SyscallNumber.Execve, [builder.Text("/bin/sh"), builder.TextArray(["sh", "-c", "exit 9"]), builder.TextArray([])]);
        var started = Assert.IsType<LaunchOutcome.Started>(LaunchExecutor.Execute(builder.Build(), [], TimeSpan.FromSeconds(10)));
        using (started.PidFd)
        {
            Assert.Equal(new ExitStatus(9, 0), ChildProcesses.Reap(started.PidFd));
        }
    }
}
