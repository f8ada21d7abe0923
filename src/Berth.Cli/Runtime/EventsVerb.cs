using Berth.Cli.CommandLine;
using Berth.Cli.Values;
using Berth.Kernel;
using Berth.Kernel.Cgroups;
using Berth.Kernel.Processes;
using Berth.Oci;
using Berth.Runtime.Lifecycle;

namespace Berth.Cli.Runtime;

/// <summary><c>berth runtime events</c>: what a container uses, and that the OOM killer struck, one JSON object a line.</summary>
internal sealed class EventsVerb : RuntimeVerb
{
    /// <summary>How often the kernel's count of OOM kills is looked at: it keeps counting, so that none is missed.</summary>
    private static readonly TimeSpan OomInterval = TimeSpan.FromMilliseconds(200);

    private readonly ValueOption<TimeSpan> _interval = new("interval", '\0', "duration", "Time between statistics", GoDuration.Parse, "5s");
    private readonly Switch _stats = new("stats", '\0', "Print the statistics once and end");

    public override VerbUsage Usage => new("[OPTIONS] CONTAINER-ID", "Print a container's statistics and OOM events", [], ArgumentCount.Exactly(1));

    public override Option[] Options => [_interval, _stats];

    public override int Run(Invocation invocation)
    {
        string id = invocation.Arguments[0];
        TimeSpan interval = _interval.Value ?? TimeSpan.FromSeconds(5);
        if (interval <= TimeSpan.Zero)
        {
            throw new EngineException(ErrorKind.InvalidArgument, "duration interval must be greater than 0");
        }

        ContainerState state = Runtime.State(id);
        using Fd? process = state.Pid == 0 ? null : ChildProcesses.TryOpen(state.Pid);
        if (process is null)
        {
            throw new EngineException(ErrorKind.Conflict, $"container with id {id} is not running");
        }

        if (_stats.Value)
        {
            invocation.Output.WriteLine(StatsEvent.Write(id, Runtime.Statistics(id), Runtime.StatisticsDetails(id)));
            return 0;
        }

        Follow(invocation, id, process, interval);
        return 0;
    }

    private void Follow(Invocation invocation, string id, Fd process, TimeSpan interval)
    {
        long kills = Runtime.Statistics(id).OomKills ?? 0;
        long next = Environment.TickCount64 + (long)interval.TotalMilliseconds;
        var poll = new PollSet();
        poll.Add(process, PollEvents.Readable);
        for (bool ended = false; !ended && invocation.Output.TryFlush() && invocation.Output.Failure == Errno.None;)
        {
            ended = poll.Wait((int)Math.Clamp(next - Environment.TickCount64, 0, (long)OomInterval.TotalMilliseconds));
            CgroupStats stats;
            try
            {
                stats = Runtime.Statistics(id);
            }
            catch (Exception e) when (e is EngineException or KernelException && ended)
            {
                // Its cgroup was removed as soon as it had ended.
                return;
            }

            for (; kills < (stats.OomKills ?? 0); kills++)
            {
                invocation.Output.WriteLine(StatsEvent.Oom(id));
            }

            if (!ended && Environment.TickCount64 >= next)
            {
                invocation.Output.WriteLine(StatsEvent.Write(id, stats, Runtime.StatisticsDetails(id)));
                next += (long)interval.TotalMilliseconds;
            }
        }
    }
}
