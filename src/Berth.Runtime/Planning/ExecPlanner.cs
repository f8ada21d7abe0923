using Berth.Kernel;
using Berth.Kernel.Launch;
using Berth.Kernel.Security;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Planning;

/// <summary>A further process in a running container.</summary>
public sealed record ExecPlanRequest
{
    public required Process Process { get; init; }

    /// <summary>The file to execute when it is not what args[0] names.</summary>
    public string? Program { get; init; }

    /// <summary>The container's filter.</summary>
    public Seccomp? Seccomp { get; init; }

    /// <summary>The container's.</summary>
    public Personality? Personality { get; init; }

    /// <inheritdoc cref="ContainerPlanRequest.SecurityModules"/>
    public SecurityModules SecurityModules { get; init; }

    /// <summary>Which of the container's namespaces differ from the host's; always joined through its init's pidfd, given as <c>container</c>.</summary>
    public required CloneFlags Namespaces { get; init; }

    /// <inheritdoc cref="ContainerPlanRequest.CgroupFiles"/>
    public IReadOnlyList<string> CgroupFiles { get; init; } = [];

    /// <inheritdoc cref="ContainerPlanRequest.HasUnifiedCgroup"/>
    public bool HasUnifiedCgroup { get; init; }

    /// <inheritdoc cref="ContainerPlanRequest.HasStandardStreams"/>
    public bool HasStandardStreams { get; init; }

    /// <inheritdoc cref="ContainerPlanRequest.DiesWithParent"/>
    public bool DiesWithParent { get; init; }

    /// <inheritdoc cref="ContainerPlanRequest.PreservedDescriptors"/>
    public int PreservedDescriptors { get; init; }
}

/// <summary>Plans <c>exec</c>: enter what is there instead of making it, then the same last sections as a container's first process.</summary>
public static class ExecPlanner
{
    /// <summary>A terminal's process end is given as <c>terminal</c> when <see cref="Process.Terminal"/> is set.</summary>
    public static ContainerPlan Plan(ExecPlanRequest request)
    {
        bool joinsUser = (request.Namespaces & CloneFlags.NewUser) != 0;
        var spec = new Spec { OciVersion = RuntimeSpec.Version, Process = request.Process, Linux = new LinuxSection { Seccomp = request.Seccomp, Personality = request.Personality } };
        var context = new PlanContext(spec) { SecurityModules = request.SecurityModules, MayKeepGroups = joinsUser };
        LaunchPlanBuilder child = context.Child;
        DescriptorSlot container = context.Given("container");
        if ((request.Namespaces & CloneFlags.NewPid) != 0 && !joinsUser)
        {
            child.PidNamespace = container;
        }

        ProcessSection.Begin(context, request.DiesWithParent);
        bool movesIntoCgroup = request.CgroupFiles.Count > 0;
        if (movesIntoCgroup)
        {
            SchedulingSection.InitialAffinity(context);
        }

        CgroupSection.Enter(context, request.CgroupFiles, request.HasUnifiedCgroup);
        SchedulingSection.FinalAffinity(context, movesIntoCgroup);
        child.Group = "namespaces";
        CloneFlags entered = joinsUser ? request.Namespaces : request.Namespaces & ~CloneFlags.NewPid;
        child.Add("enter the container's namespaces", SyscallNumber.Setns, [container, (long)entered], "one call by pidfd: all of them or none");
        // An ordinary user has no right to the pid namespace before it is in the user namespace that owns it.
        if (joinsUser && UserNamespaceSection.TryBeBornAgain(context, entered))
        {
            ProcessSection.RenewDeathSignal(context, request.DiesWithParent);
            child.Add("start a session", SyscallNumber.Setsid, []);
        }

        DescriptorSlot? terminal = request.Process.Terminal ? context.Given("terminal") : null;
        StdioSection.Connect(context, terminal, request.HasStandardStreams);
        StdioSection.TakeTerminal(context);
        ProcessSection.WorkingDirectory(context);
        ProcessSection.Limits(context);
        SchedulingSection.Add(context);
        PersonalitySection.Add(context);
        SecurityLabelSection.Add(context);
        IdentitySection.Add(context, request.DiesWithParent);
        ProcessSection.Restore(context, request.PreservedDescriptors);
        IdentitySection.AddFinalFilter(context);
        ExecSection.Add(context, request.Program);
        return context.ToPlan();
    }
}
