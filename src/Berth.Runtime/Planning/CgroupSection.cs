using Berth.Kernel;
using Berth.Kernel.Launch;
using Berth.Kernel.Mounts;
using Berth.Oci.Runtime;
using Berth.Runtime.Preparation;

namespace Berth.Runtime.Planning;

/// <summary>Entering the container's cgroup, and what it sees of the hierarchies. config-linux.md "Control groups".</summary>
internal static class CgroupSection
{
    public static void Enter(PlanContext context, IReadOnlyList<string> files, bool hasUnified)
    {
        if (hasUnified)
        {
            context.Child.Cgroup = context.Given("cgroup v2");
        }

        context.Child.Group = "cgroup";
        StepArgument self = context.Child.Text("0");
        foreach (string file in files)
        {
            context.Child.Add($"enter {file}", SyscallNumber.Write, [context.Given(file), self, 1],
                "limits and accounting hold from the first instruction");
        }

        if (context.FindNamespace("cgroup") is { Path: null })
        {
            context.Child.Add("make a cgroup namespace", SyscallNumber.Unshare, [(long)CloneFlags.NewCgroup],
                "its root is the cgroup just entered, so the container sees nothing above");
        }
    }

    /// <summary>
    /// The mount of type cgroup: cgroup v2 alone is one mount; v1 hierarchies are mounts in a small tmpfs. Done after pivot_root by path: everything
    /// on the way is a mount that the child has just made.
    /// </summary>
    public static void Mount(PlanContext context, Mount mount, IReadOnlyList<CgroupView> views)
    {
        MountOptions options = MountOptions.Parse(mount);
        var flags = MountFlags.NoSuid | MountFlags.NoDev | MountFlags.NoExec;
        MountFlags readOnly = (options.Set & MountAttributes.ReadOnly) != 0 ? MountFlags.ReadOnly : 0;
        LaunchPlanBuilder child = context.Child;
        StepArgument target = child.Text(mount.Destination);
        if (mount.Type == "cgroup2")
        {
            // Cgroup v2 and nothing else, beside whichever v1 hierarchies.
            views = [.. views.Where(v => v.Type == "cgroup2")];
        }

        if (views is [{ Type: "cgroup2" } unified] && (unified.Name.Length == 0 || mount.Type == "cgroup2"))
        {
            MountView(context, unified, mount.Destination, flags | readOnly);
            return;
        }

        if (views.Count == 0)
        {
            context.Warnings.Add($"the container has no {(mount.Type == "cgroup2" ? "cgroup v2" : "cgroup")} of its own: nothing is mounted at {mount.Destination}");
            return;
        }

        StepArgument tmpfs = child.Text("tmpfs");
        child.Add($"mount tmpfs at {mount.Destination}", SyscallNumber.Mount, [tmpfs, target, tmpfs, (long)flags, child.Text("mode=755")]);
        foreach (CgroupView view in views)
        {
            string path = $"{mount.Destination}/{view.Name}";
            child.Add($"make {path}", SyscallNumber.Mkdirat, [MountNumbers.AtFdCwd, child.Text(path), 0x1ED]);
            MountView(context, view, path, flags | readOnly);
            if (view.Options.Contains(','))
            {
                foreach (string alias in view.Options.Split(','))
                {
                    if (alias != view.Name && !alias.Contains('=') && alias != "none")
                    {
                        child.Add($"link {mount.Destination}/{alias}", SyscallNumber.Symlinkat,
                            [child.Text(view.Name), MountNumbers.AtFdCwd, child.Text($"{mount.Destination}/{alias}")], tolerated: [Errno.EEXIST]);
                    }
                }
            }
        }

        if (readOnly != 0)
        {
            child.Add($"make {mount.Destination} read-only", SyscallNumber.Mount,
                [0, target, 0, (long)(flags | readOnly | MountFlags.Remount | MountFlags.Bind), 0]);
        }
    }

    /// <summary>
    /// With a cgroup namespace of its own a container mounts the hierarchy, whose root is then its own directory. Without, a mount would
    /// show the whole host's: it gets a bind of its directory.
    /// </summary>
    private static void MountView(PlanContext context, CgroupView view, string path, MountFlags flags)
    {
        LaunchPlanBuilder child = context.Child;
        StepArgument at = child.Text(path), type = child.Text(view.Type);
        if (context.HasNamespace("cgroup"))
        {
            child.Add($"mount {view.Type} {view.Options} at {path}".Replace("  ", " "), SyscallNumber.Mount,
                [type, at, type, (long)flags, view.Options.Length == 0 ? 0 : child.Text(view.Options)]);
            return;
        }

        // The first attributes of both kinds have the same bits.
        var change = new MountAttributeChange { Set = (MountAttributes)flags };
        DescriptorSlot own = context.Prepare(new PreparationStep.BindMount(view.Directory, Recursive: false, change, path));
        child.Add($"attach the container's {view.Type} {view.Options} at {path}".Replace("  ", " "), SyscallNumber.MoveMount,
            [own, child.Text(""), MountNumbers.AtFdCwd, at, MountNumbers.MoveFromEmptyPath]);
    }
}
