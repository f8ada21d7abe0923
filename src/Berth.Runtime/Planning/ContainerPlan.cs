using Berth.Kernel.Launch;
using Berth.Runtime.Preparation;

namespace Berth.Runtime.Planning;

/// <summary>How a container is made, from end to end: what is prepared outside, then what the child does.</summary>
/// <param name="Preparation">In order; fills the launch plan's descriptor table.</param>
/// <param name="Launch">The child's system calls.</param>
/// <param name="Warnings">What was left out because the host or the privileges lack it; one line each.</param>
/// <param name="Pauses">What the parent does at each pause, by the index of the child's step.</param>
public sealed record ContainerPlan(
    IReadOnlyList<PreparationStep> Preparation, LaunchPlan Launch, IReadOnlyList<string> Warnings, IReadOnlyDictionary<int, IReadOnlyList<ParentWork>> Pauses);
