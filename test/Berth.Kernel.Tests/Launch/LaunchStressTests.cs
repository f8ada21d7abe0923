using Berth.Kernel.Launch;
using Berth.Kernel.Processes;

namespace Berth.Kernel.Tests.Launch;

public sealed class LaunchStressTests
{
    /// <summary>
    /// The child of a clone has none of the other threads. If its loop polled for a garbage collection it would wait for ever for one that was
    /// under way; with a P/Invoke in the loop 25 of 719 children did.
    /// </summary>
    [Fact]
    public void Four_thousand_launches_under_four_allocating_threads_leave_no_child_hanging()
    {
        using var stop = new CancellationTokenSource();
        Thread[] allocating = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() => Allocate(stop.Token)) { IsBackground = true })];
        Array.ForEach(allocating, t => t.Start());
        try
        {
            var builder = new LaunchPlanBuilder { Group = "stress" };
            for (int i = 0; i < 20; i++)
            {
                builder.Add("do nothing much", SyscallNumber.Getpid, []);
            }

            builder.Add("end", SyscallNumber.ExitGroup, [7]);
            LaunchPlan plan = builder.Build();
            for (int run = 0; run < 4000; run++)
            {
                var started = Assert.IsType<LaunchOutcome.Started>(LaunchExecutor.Execute(plan, [], TimeSpan.FromSeconds(20)));
                using (started.PidFd)
                {
                    Assert.Equal(new ExitStatus(7, 0), ChildProcesses.Reap(started.PidFd));
                }
            }
        }
        finally
        {
            stop.Cancel();
            Array.ForEach(allocating, t => t.Join());
        }
    }

    private static void Allocate(CancellationToken stop)
    {
        var kept = new byte[64][];
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            kept[i % kept.Length] = new byte[4096];
            if (i % 4096 == 0)
            {
                GC.Collect(0);
                Thread.Sleep(1);
            }
        }
    }
}
