using Berth.Engine.Supervision;
using Berth.Kernel;
using Berth.Kernel.Cgroups;
using Berth.Oci.Runtime;
using Berth.Runtime.Cgroups;
using Berth.Runtime.Planning;
using Berth.Runtime.Preparation;

namespace Berth.Engine;

public sealed partial class ContainerCollection
{
    /// <summary>
    /// The plan by which <see cref="Run"/> would start this container, on this machine. Everything is decided for real, then unmade: no
    /// process is started and no container remains.
    /// </summary>
    /// <exception cref="Berth.Oci.EngineException">As for <see cref="Create"/>, and what a start would find wrong before its process is cloned.</exception>
    public ContainerPlan Explain(ContainerCreateRequest request)
    {
        Container container = Create(request with { HostConfig = request.HostConfig with { AutoRemove = true } });
        try
        {
            LaunchInputs inputs = container.PrepareLaunch();
            using Fd root = Preparer.OpenRoot(inputs.Root);
            (Spec spec, _) = HostAdjustment.Apply(ContainerUser.Resolve(inputs, root));
            using ContainerCgroup cgroup = ContainerCgroup.Create(CgroupHost.Detect(), spec.Linux!.CgroupsPath!, spec.Linux.Resources, strict: false);
            try
            {
                bool isBridged = container.HostConfig.NetworkMode is "bridge" or "default" or "";
                return ContainerPlanner.Plan(ContainerLauncher.RequestFor(spec, inputs, cgroup, isBridged));
            }
            finally
            {
                cgroup.Undo();
            }
        }
        finally
        {
            Remove(container, volumes: true);
        }
    }
}
