using Berth.Oci;
using Berth.Oci.Runtime;
using Berth.Runtime.Planning;
using Berth.Runtime.Preparation;

namespace Berth.Runtime.Tests;

/// <summary>
/// What one field of config.json adds to the plan, as text: the plan of a spec with it against the plan of the same spec without it. Planning
/// touches no system, so this needs no root.
/// </summary>
internal static class PlannedSteps
{
    public static Spec Base => PlannedContainer.SpecFor("/bin/date");

    public static Spec WithLinux(Func<LinuxSection, LinuxSection> change) => Base with { Linux = change(Base.Linux!) };

    public static Spec WithProcess(Func<Process, Process> change) => Base with { Process = change(Base.Process!) };

    public static ContainerPlan Plan(Spec spec, Func<ContainerPlanRequest, ContainerPlanRequest>? change = null)
    {
        var request = new ContainerPlanRequest { Spec = spec, Root = new RootSource.BundleDirectory("/bundle/rootfs") };
        return ContainerPlanner.Plan(change is null ? request : change(request));
    }

    /// <summary>The child's steps that only the plan of <paramref name="spec"/> has, in order; a run of the same one once.</summary>
    public static string[] Added(Spec spec, Func<ContainerPlanRequest, ContainerPlanRequest>? change = null) => Beyond(Steps(Plan(spec, change)), Steps(Plan(Base)));

    /// <summary>The preparation steps that only the plan of <paramref name="spec"/> has, in order.</summary>
    public static string[] Prepared(Spec spec, Func<ContainerPlanRequest, ContainerPlanRequest>? change = null) =>
        Beyond(Preparation(Plan(spec, change)), Preparation(Plan(Base)));

    public static string Refusal(Spec spec, Func<ContainerPlanRequest, ContainerPlanRequest>? change = null) =>
        Assert.Throws<EngineException>(() => Plan(spec, change)).Message;

    public static string[] Steps(ContainerPlan plan) =>
        [.. plan.Launch.Steps.Select(s => s.Description).Where((text, i) => i == 0 || text != plan.Launch.Steps[i - 1].Description)];

    private static string[] Preparation(ContainerPlan plan) => [.. plan.Preparation.Select(p => p.Description)];

    private static string[] Beyond(string[] steps, string[] known)
    {
        var rest = new List<string>(known);
        return [.. steps.Where(step => !rest.Remove(step))];
    }
}
