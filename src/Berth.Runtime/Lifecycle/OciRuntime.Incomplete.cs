using Berth.Kernel.Cgroups;
using Berth.Oci;
using Berth.Oci.Runtime;
using Berth.Runtime.Cgroups;

namespace Berth.Runtime.Lifecycle;

public sealed partial class OciRuntime
{
    /// <summary>
    /// Removes what a create that was killed has left: it had not recorded its process yet, but that is in the cgroup which its configuration names.
    /// </summary>
    private void DestroyIncomplete(string id)
    {
        Spec spec;
        try
        {
            if (_root.TryReadConfig(id) is not { } config)
            {
                return;
            }

            spec = RuntimeSpec.Load(config);
        }
        catch (EngineException)
        {
            // No container was ever made of such a configuration.
            return;
        }

        Empty(id, CgroupAt(CgroupPathOf(spec, id)));
    }

    /// <summary>Kills what runs in a container's cgroup and removes it; but not one that was there before the container, and may be others'.</summary>
    private void Empty(string id, Cgroup cgroup)
    {
        if (!_root.SharesCgroup(id) && cgroup.Exists)
        {
            cgroup.KillAll();
            cgroup.Remove();
        }
    }

    private string CgroupPathOf(Spec spec, string id) => UsesSystemd ? SystemdCgroupPath.Parse(spec.Linux?.CgroupsPath, id).CgroupPath
        : spec.Linux?.CgroupsPath is { Length: > 0 } given ? given.Trim('/') : $"berth-runtime/{id}";
}
