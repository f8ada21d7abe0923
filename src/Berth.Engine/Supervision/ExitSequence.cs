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
        bool outOfMemory = ReleaseResources(order);
        try
        {
            RecordOrRemove(directory, order, status, outOfMemory, supervisor.StoppedByUser);
        }
        catch (Exception e) when (e is KernelException or Oci.EngineException)
        {
            // Who waits is told all the same; the next command finds the rest and repairs it.
            foreach (Client client in supervisor.Clients)
            {
                client.Refuse(e.Message);
            }
        }

        foreach (Client client in supervisor.Clients)
        {
            if (client.Waits && !client.IsGone)
            {
                client.Connection.TrySend(Message.Exited, status.ShellCode, outOfMemory ? 1 : 0);
            }
        }
    }

    /// <summary>Gives back the cgroup and the address; true when the kernel had to kill for want of memory.</summary>
    public static bool ReleaseResources(LaunchOrder order)
    {
        if (order.LeaseFile.Length > 0)
        {
            _ = Files.TryUnlink(null, order.LeaseFile);
        }

        if (order.CgroupPath.Length == 0)
        {
            return false;
        }

        try
        {
            Cgroup cgroup = Cgroup.Open(CgroupHost.Detect(), order.CgroupPath);
            bool outOfMemory = cgroup.OomKills > 0;
            cgroup.Remove();
            return outOfMemory;
        }
        catch (KernelException)
        {
            return false;
        }
    }

    private static void RecordOrRemove(ContainerDirectory directory, LaunchOrder order, ExitStatus status, bool outOfMemory, bool stoppedByUser)
    {
        if (order.AutoRemove)
        {
            ContainerRemoval.Remove(new EnginePaths { DataRoot = order.DataRoot, RunRoot = order.RunRoot }, directory, order.Name, order.AnonymousVolumes);
            return;
        }

        StateRecord running = StateReader.ReadRecorded(directory);
        StateReader.Write(directory, running with
        {
            Status = ContainerStatus.Exited,
            Pid = 0,
            SupervisorPid = 0,
            ExitCode = status.ShellCode,
            OomKilled = outOfMemory,
            FinishedAt = Rfc3339.Format(TimeProvider.System.GetUtcNow()),
            StoppedByUser = stoppedByUser,
            Network = null,
            ExecIds = null,
        }, sync: true);
        _ = Files.TryRemoveTree(null, directory.RunDirectory);
    }
}
