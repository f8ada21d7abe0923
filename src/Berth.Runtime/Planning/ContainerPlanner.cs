using Berth.Kernel.Launch;
using Berth.Oci;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Planning;

/// <summary>
/// Turns an OCI runtime spec into a plan: pure, no system is touched. The order of the sections is the order of the child's
/// steps, and each stands where the kernel's rules put it; the sections say why.
/// </summary>
public static class ContainerPlanner
{
    /// <exception cref="EngineException">The spec asks for what this runtime cannot do; the field is named.</exception>
    public static ContainerPlan Plan(ContainerPlanRequest request)
    {
        RefuseUnsupported(request.Spec);
        var context = new PlanContext(request.Spec) { IsRootless = request.IsRootless, MayKeepGroups = request.IsRootless, SecurityModules = request.SecurityModules, BundlePath = request.BundlePath };
        NamespaceSection.Clone(context);
        UserNamespaceSection.Enter(context);
        ProcessSection.Begin(context, request.DiesWithParent, request.KeepsKeyring);
        CgroupSection.Enter(context, request.CgroupFiles, request.HasUnifiedCgroup);
        NamespaceSection.Join(context, request.HasNetworkNamespace);
        NetDeviceSection.Add(context, request.HasNetworkNamespace);
        TimeSection.Add(context);
        NamespaceSection.RaiseLoopback(context);
        NamespaceSection.Names(context);

        DescriptorSlot root = RootSection.Attach(context, request.Root);
        MountSection.Attach(context);
        DescriptorSlot? terminal = DeviceSection.PrepareTerminal(context);
        DeviceSection.Prepare(context);
        ProcessSection.PrepareWorkingDirectory(context);
        SysctlSection.Add(context, request.HasNetworkNamespace);
        HookSection.Pause(context);
        RootSection.Pivot(context, root, request.KeepsOldRoot);
        MountSection.AttachCgroups(context, request.CgroupViews);
        MaskSection.Add(context);

        StdioSection.Connect(context, terminal, request.HasStandardStreams);
        ProcessSection.WorkingDirectory(context);
        ProcessSection.Limits(context);
        SchedulingSection.Add(context);
        MemoryPolicySection.Add(context);
        PersonalitySection.Add(context);
        SecurityLabelSection.Add(context);
        if (!request.HasInit)
        {
            StdioSection.TakeTerminal(context);
        }

        IdentitySection.Add(context, request.DiesWithParent);
        Finish(context, request);
        return context.ToPlan();
    }

    private static void Finish(PlanContext context, ContainerPlanRequest request)
    {
        // Whoever creates the container sends a listener on; at the start it is no longer there.
        bool waitsUnderFilter = request.WaitsForStart && SeccompSection.HasListener(context.Linux.Seccomp);
        if (request.WaitsForStart && !waitsUnderFilter)
        {
            ProcessSection.WaitForStart(context);
        }

        if (request.HasInit)
        {
            // The init is under the same filter and has no more rights than the program.
            IdentitySection.AddFinalFilter(context);
            ProcessSection.BecomeInit(context);
            StdioSection.TakeTerminal(context);
            ProcessSection.Restore(context, request.PreservedDescriptors);
        }
        else
        {
            ProcessSection.Restore(context, request.PreservedDescriptors);
            IdentitySection.AddFinalFilter(context);
            if (waitsUnderFilter)
            {
                ProcessSection.WaitForStart(context);
            }
        }

        ExecSection.Add(context);
    }

    private static void RefuseUnsupported(Spec spec)
    {
        if (spec.Linux?.IntelRdt is not null)
        {
            throw new EngineException(ErrorKind.NotSupported, "config.json: linux.intelRdt is not supported by this release");
        }
    }
}
