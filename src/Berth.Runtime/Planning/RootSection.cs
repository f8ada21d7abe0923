using Berth.Kernel;
using Berth.Kernel.Launch;
using Berth.Kernel.Mounts;
using Berth.Runtime.Preparation;

namespace Berth.Runtime.Planning;

/// <summary>The root file system: attached, made read-only when asked, and made the root of everything. config.md "Root".</summary>
internal static class RootSection
{
    private const int AtFdCwd = MountNumbers.AtFdCwd;

    public static DescriptorSlot Attach(PlanContext context, RootSource source)
    {
        LaunchPlanBuilder child = context.Child;
        child.Group = "root file system";
        (uint uid, uint gid) = UserNamespaceSection.Root(context);
        DescriptorSlot root = context.Prepare(new PreparationStep.Root(source, uid, gid));
        // Never shared, whatever the container's root becomes later: then what is attached here would appear in the host's tree.
        MountFlags propagation = context.Linux.RootfsPropagation is "private" or "rprivate" ? MountFlags.Private : MountFlags.Slave;
        child.Add("keep mounts from spreading to the host", SyscallNumber.Mount, [0, child.Text("/"), 0, (long)(MountFlags.Recursive | propagation), 0],
            "the host's mounts are still there, as copies; ours must not reach back");
        // A hook inside the container's namespaces looks for the root at its path in the bundle, and for itself in the host's tree.
        string place = HookSection.RunInContainer(context.Spec.Hooks) && source is RootSource.BundleDirectory bundle ? bundle.Path : "/";
        child.Add("attach the root file system", SyscallNumber.MoveMount,
            [root, child.Text(""), AtFdCwd, child.Text(place), MountNumbers.MoveFromEmptyPath],
            place == "/" ? "on top of the old root, whence pivot_root takes it" : "where hooks expect it; pivot_root takes it from there");
        return root;
    }

    public static void Pivot(PlanContext context, DescriptorSlot root, bool keepsOldRoot)
    {
        LaunchPlanBuilder child = context.Child;
        child.Group = "root file system";
        if (context.Spec.Root?.Readonly == true)
        {
            var change = new MountAttributeChange { Set = MountAttributes.ReadOnly };
            child.Add("make the root file system read-only", SyscallNumber.MountSetattr,
                [root, child.Text(""), MountNumbers.AtEmptyPath, child.Struct(change), 32],
                "only now: mount points had to be made");
        }

        StepArgument here = child.Text(".");
        child.Add("go to the new root", SyscallNumber.Fchdir, [root]);
        if (keepsOldRoot)
        {
            child.Add("change the root", SyscallNumber.Chroot, [here], "asked for: the old root cannot be exchanged");
        }
        else
        {
            child.Add("exchange the roots", SyscallNumber.PivotRoot, [here, here], "the old root is then stacked on the new one, at the same place");
            child.Add("let the host's tree go", SyscallNumber.Umount2, [here, MountNumbers.DetachUnmount]);
        }

        child.Add("stand at the root", SyscallNumber.Chdir, [child.Text("/")]);
        if (context.Linux.RootfsPropagation is { } propagation)
        {
            child.Add($"set the root's propagation to {propagation}", SyscallNumber.Mount, [0, child.Text("/"), 0, (long)Propagation(propagation), 0]);
        }
    }

    private static MountFlags Propagation(string name) => name switch
    {
        "private" => MountFlags.Private,
        "rprivate" => MountFlags.Private | MountFlags.Recursive,
        "slave" => MountFlags.Slave,
        "rslave" => MountFlags.Slave | MountFlags.Recursive,
        "shared" => MountFlags.Shared,
        "rshared" => MountFlags.Shared | MountFlags.Recursive,
        "unbindable" => MountFlags.Unbindable,
        "runbindable" => MountFlags.Unbindable | MountFlags.Recursive,
        _ => throw PlanContext.Invalid($"config.json: linux.rootfsPropagation: unknown value '{name}'"),
    };
}
