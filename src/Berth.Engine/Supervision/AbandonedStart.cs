using Berth.Kernel;
using Berth.Kernel.Cgroups;
using Berth.Network;

namespace Berth.Engine.Supervision;

/// <summary>
/// What a supervisor does whose starter vanished before it gave an order: a command that was killed in the middle of a start leaves a cgroup,
/// a lease and, under --rm, a container that nobody will start. A command that merely failed still holds the container's lock and cleans up
/// itself.
/// </summary>
internal static class AbandonedStart
{
    public static void CleanUp(EnginePaths paths, ContainerDirectory directory)
    {
        using (Fd? held = directory.TryLock(wait: false))
        {
            if (held is not null && StateReader.ReadRecorded(directory) is { IsAlive: false } state)
            {
                BerthEngine engine = BerthEngine.Open(new EngineOptions { DataRoot = paths.DataRoot, RunRoot = paths.RunRoot, ConfigurationFile = "" });
                Container container = engine.Containers.Get(directory.Id.Value);
                OrphanCgroup.Kill(container);
                foreach (Lease lease in engine.Bridge.Leases())
                {
                    if (lease.OwnerId == directory.Id.Value)
                    {
                        engine.Bridge.Release(lease.OwnerId, lease.Address);
                    }
                }

                if (container.HostConfig.AutoRemove && ReferenceEquals(state, StateRecord.NeverStarted))
                {
                    engine.Containers.RemoveLocked(container, removeVolumes: true);
                }
            }
        }

        if (Files.TryStatus(null, directory.Path, out _) == Errno.ENOENT)
        {
            // Removed by someone else meanwhile; a cgroup of its name is nobody's.
            Cgroup.Open(CgroupHost.Detect(), $"berth/{directory.Id.Value}").Remove(TimeSpan.Zero);
        }

        _ = Files.TryRemoveTree(null, directory.RunDirectory);
    }
}
