using Berth.Kernel;
using Berth.Kernel.Launch;
using Berth.Kernel.Security;
using Berth.Oci;
using Berth.Oci.Runtime;
using Berth.Runtime.Preparation;

namespace Berth.Runtime.Planning;

/// <summary>What the sections of the planner share while a plan grows.</summary>
internal sealed class PlanContext(Spec spec)
{
    private readonly List<PreparationStep> _preparation = [];
    private readonly Dictionary<int, IReadOnlyList<ParentWork>> _pauses = [];

    public Spec Spec { get; } = spec;

    public Process Process { get; } = spec.Process ?? throw new EngineException(ErrorKind.InvalidArgument, "config.json: process: missing");

    public LinuxSection Linux { get; } = spec.Linux ?? new LinuxSection();

    public LaunchPlanBuilder Child { get; } = new();

    /// <summary>Where relative paths of mounts start; null where there is no bundle.</summary>
    public string? BundlePath { get; init; }

    /// <summary>What the host has, as far as the request said.</summary>
    public SecurityModules SecurityModules { get; init; }

    public List<string> Warnings { get; } = [];

    public IReadOnlyList<PreparationStep> Preparation => _preparation;

    public IReadOnlyDictionary<int, IReadOnlyList<ParentWork>> Pauses => _pauses;

    /// <summary>CLONE_NEW* of the namespaces that are the container's own, by whichever step they are made.</summary>
    public CloneFlags NewNamespaces { get; set; }

    /// <inheritdoc cref="ContainerPlanRequest.IsRootless"/>
    public bool IsRootless { get; init; }

    /// <summary>The user namespace may be one that has given up setgroups: then the process keeps the groups that it cannot drop.</summary>
    public bool MayKeepGroups { get; init; }

    /// <summary>The container has a user namespace of its own, so its ids are others outside.</summary>
    public bool MapsIds => (NewNamespaces & CloneFlags.NewUser) != 0;

    /// <summary>Result slots of mounts that the child makes itself, by destination (<c>/proc</c>).</summary>
    public Dictionary<string, ResultSlot> ChildMounts { get; } = [];

    /// <summary>A procfs of the container's pid namespace that nobody else can have put there, once something needed it.</summary>
    public ResultSlot? PrivateProc { get; set; }

    /// <summary>The container's own devpts, prepared outside.</summary>
    public DescriptorSlot? DevPts { get; set; }

    /// <summary>/dev is a fresh tmpfs of the container's own.</summary>
    public bool OwnsDev { get; set; }

    /// <summary>Adds a preparation step that yields a descriptor.</summary>
    public DescriptorSlot Prepare(PreparationStep step)
    {
        DescriptorSlot slot = Child.Descriptor();
        _preparation.Add(step with { Slot = slot });
        return slot;
    }

    /// <summary>Adds a preparation step that only does something.</summary>
    public void Do(PreparationStep step) => _preparation.Add(step);

    /// <summary>The child stops here until the parent has done its work.</summary>
    public void Pause(string description, string reason, IReadOnlyList<ParentWork> work) => PauseAfter(description, SyscallNumber.Getpid, [], reason, work);

    /// <summary>Adds a step after which the child stops until the parent has done its work.</summary>
    public void PauseAfter(string description, int syscall, StepArgument[] arguments, string reason, IReadOnlyList<ParentWork> work)
    {
        _pauses[Child.Steps.Count] = work;
        Child.Add(description, syscall, arguments, reason, report: StepReport.Pause);
    }

    public DescriptorSlot Given(string name) => Prepare(new PreparationStep.Given(name));

    public ContainerPlan ToPlan() => Child.Steps.Count <= LaunchPlanFormat.MaxSteps
        ? new ContainerPlan(Preparation, Child.Build(), Warnings, _pauses)
        : throw Invalid($"config.json: mounts, linux.maskedPaths, linux.readonlyPaths, linux.sysctl: {Child.Steps.Count} steps to a container, {LaunchPlanFormat.MaxSteps} are possible");

    public bool HasNamespace(string type) => FindNamespace(type) is not null;

    public Namespace? FindNamespace(string type) => Array.Find(Linux.Namespaces ?? [], n => n.Type == type);

    public static EngineException Invalid(string message, string? hint = null) => new(ErrorKind.InvalidArgument, message, hint);
}
