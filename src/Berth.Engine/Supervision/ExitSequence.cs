using Berth.Kernel;
using Berth.Kernel.Cgroups;
using Berth.Kernel.Processes;

namespace Berth.Engine.Supervision;

/// <summary>
/// What happens when a container has ended: its end is recorded or, with --rm, the container removed; then whoever waits is told, so that
/// a command that returns has left nothing behind. Each part goes on when an earlier one fails.
/// </summary>
internal static class ExitSequence
{
    public static void Run(ContainerDirectory directory, LaunchOrder order, ExitStatus status, Supervisor supervisor)
    {
        bool outOfMemory = RemoveCgroup(order);
        if (order.LeaseFile.Length > 0)
        {
            _ = Files.TryUnlink(null, order.LeaseFile);
        }

        var paths = new EnginePaths { DataRoot = order.DataRoot, RunRoot = order.RunRoot };
        if (order.AutoRemove)
        {
            ContainerRemoval.Remove(paths, directory, order.Name, order.AnonymousVolumes);
        }
        else
        {
            StateRecord running = StateReader.ReadRecorded(directory);
            StateReader.Write(directory, running with
            {
                Status = ContainerStatus.Exited,
                Pid = 0,
                SupervisorPid = 0,
                ExitCode = status.ShellCode,
                OomKilled = outOfMemory,
                FinishedAt = Rfc3339.Format(TimeProvider.System.GetUtcNow()),
                StoppedByUser = supervisor.StoppedByUser,
                Network = null,
                ExecIds = null,
            }, sync: true);
            _ = Files.TryRemoveTree(null, directory.RunDirectory);
        }

        foreach (Client client in supervisor.Clients)
        {
            if (client.Waits && !client.IsGone)
            {
                client.Connection.TrySend(Message.Exited, status.ShellCode, outOfMemory ? 1 : 0);
            }
        }
    }

    private static bool RemoveCgroup(LaunchOrder order)
    {
        if (order.CgroupPath.Length == 0)
        {
            return false;
        }

        Cgroup cgroup = Cgroup.Open(CgroupHost.Detect(), order.CgroupPath);
        bool outOfMemory = cgroup.OomKills > 0;
        cgroup.Remove();
        return outOfMemory;
    }
}
