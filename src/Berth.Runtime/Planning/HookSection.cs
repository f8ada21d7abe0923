using Berth.Oci.Runtime;

namespace Berth.Runtime.Planning;

/// <summary>
/// The hooks of create run while the child waits: its namespaces and mounts are made, and the host's tree is still there to find the
/// hooks in. config.md "POSIX-platform Hooks". Those of later operations are no part of a plan.
/// </summary>
internal static class HookSection
{
    public static bool RunInContainer(Hooks? hooks) => hooks?.CreateContainer is { Length: > 0 };

    public static void Pause(PlanContext context)
    {
        if (context.Spec.Hooks is { } hooks && (hooks.Prestart is { Length: > 0 } || hooks.CreateRuntime is { Length: > 0 } || RunInContainer(hooks)))
        {
            context.Child.Group = "hooks";
            context.Pause("wait for the hooks", "they may change the container while the host's files are still at hand", [new ParentWork.RunCreateHooks()]);
        }
    }
}
