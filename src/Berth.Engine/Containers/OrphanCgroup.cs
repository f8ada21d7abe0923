using Berth.Engine.Contracts;
using Berth.Kernel.Cgroups;
using Berth.Oci;

namespace Berth.Engine;

/// <summary>The cgroup of a container that has no supervisor.</summary>
internal static class OrphanCgroup
{
    /// <summary>Kills what is in it and removes it. Does nothing when there is none.</summary>
    internal static void Kill(Container container)
    {
        Cgroup cgroup = Open(container);
        if (!cgroup.Exists) return;
        cgroup.KillAll();
        cgroup.Remove();
    }

    internal static Cgroup Open(Container container) => Cgroup.Open(CgroupHost.Detect(), CgroupPath.Of(HostConfigOf(container), container.Id));

    // Where a damaged record does not tell, the cgroup is where most are.
    private static HostConfig HostConfigOf(Container container)
    {
        try { return container.HostConfig; }
        catch (EngineException e) when (e.Kind == ErrorKind.Corrupt) { return new HostConfig(); }
    }
}
