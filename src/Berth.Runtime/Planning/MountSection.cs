using Berth.Kernel;
using Berth.Kernel.Launch;
using Berth.Kernel.Mounts;
using Berth.Oci.Runtime;
using Berth.Runtime.Preparation;

namespace Berth.Runtime.Planning;

/// <summary>
/// The mounts of config.json, in their order. What does not depend on the container's namespaces is prepared outside, with its
/// place found by descriptor; proc, sysfs and mqueue belong to the namespaces of whoever opens them and are therefore made by the child.
/// </summary>
internal static class MountSection
{
    private const MountAttributes AnyAttribute = (MountAttributes)ulong.MaxValue;

    /// <summary>Single files of /proc that a container may have replaced (lxcfs does); everything else there is the kernel's.</summary>
    private static readonly string[] ReplaceableInProc =
    [
        "cpuinfo", "diskstats", "meminfo", "stat", "swaps", "uptime", "loadavg", "slabinfo", "net/dev", "sys/kernel/ns_last_pid", "sys/crypto/fips_enabled",
    ];

    public static void Attach(PlanContext context)
    {
        context.Child.Group = "mounts";
        foreach (Mount given in context.Spec.Mounts ?? [])
        {
            Mount mount = given with { Destination = CleanPath(given.Destination) };
            MountOptions options = MountOptions.Parse(mount);
            if (mount.Type is "cgroup" or "cgroup2" && !options.IsBind)
            {
                continue;
            }

            if (mount.UidMappings is not null || mount.GidMappings is not null)
            {
                throw PlanContext.Invalid($"mount at {mount.Destination}: id mappings are not supported by this release");
            }

            if (!options.IsBind && mount.Type is "proc" or "sysfs" or "mqueue")
            {
                MakeInChild(context, mount, options);
            }
            else
            {
                AttachPrepared(context, mount, options);
            }
        }
    }

    /// <summary>The mounts of type cgroup, after the roots are exchanged.</summary>
    public static void AttachCgroups(PlanContext context, IReadOnlyList<CgroupView> views)
    {
        context.Child.Group = "cgroup";
        foreach (Mount mount in context.Spec.Mounts ?? [])
        {
            if (mount.Type is "cgroup" or "cgroup2" && !MountOptions.Parse(mount).IsBind)
            {
                CgroupSection.Mount(context, mount, views);
            }
        }
    }

    /// <summary>A procfs of the container's pid namespace, for writing to it: the one at /proc, or one that is never attached.</summary>
    public static ResultSlot PrivateProc(PlanContext context)
    {
        string group = context.Child.Group;
        context.PrivateProc ??= OpenFileSystem(context, "proc", "proc for the runtime's own use", MountAttributes.None, []);
        context.Child.Group = group;
        return context.PrivateProc.Value;
    }

    private static void MakeInChild(PlanContext context, Mount mount, MountOptions options)
    {
        string destination = mount.Destination, type = mount.Type!;
        if ((destination == "/proc") != (type == "proc") && IsWithin(destination, "/proc"))
        {
            throw PlanContext.Invalid($"mount {type} at {destination}: /proc is the kernel's");
        }

        StepArgument place = Place(context, destination, null, isReal: type is "proc" or "sysfs");
        ResultSlot made = OpenFileSystem(context, type, $"{type} for {destination}", options.Set, options.Data);
        Move(context, made, place, $"attach {type} at {destination}");
        context.ChildMounts[destination] = made;
        if (type == "proc")
        {
            context.PrivateProc ??= made;
        }
    }

    private static ResultSlot OpenFileSystem(PlanContext context, string type, string what, MountAttributes attributes, List<string> data)
    {
        LaunchPlanBuilder child = context.Child;
        ResultSlot opened = child.Add($"open {what}", SyscallNumber.Fsopen, [child.Text(type), MountNumbers.FsopenCloseOnExec],
            "made here because it shows the namespaces of the process that opens it", keep: true);
        foreach (string option in data)
        {
            int equals = option.IndexOf('=', StringComparison.Ordinal);
            child.Add($"set {option} of {type}", SyscallNumber.Fsconfig, equals < 0
                ? [opened, MountNumbers.FsconfigSetFlag, child.Text(option), 0, 0]
                : [opened, MountNumbers.FsconfigSetString, child.Text(option[..equals]), child.Text(option[(equals + 1)..]), 0]);
        }

        child.Add($"create {what}", SyscallNumber.Fsconfig, [opened, MountNumbers.FsconfigCreate, 0, 0, 0]);
        return child.Add($"mount {what}", SyscallNumber.Fsmount, [opened, MountNumbers.FsmountCloseOnExec, (long)attributes], keep: true);
    }

    private static void AttachPrepared(PlanContext context, Mount mount, MountOptions options)
    {
        string destination = mount.Destination;
        RefuseOverProc(mount, options);
        bool recursive = options.RecursiveSet != 0 || options.RecursiveClear != 0;
        string source = mount.Source ?? mount.Type ?? "none";
        if (options.IsBind)
        {
            if (mount.Source is not { Length: > 0 })
            {
                throw PlanContext.Invalid($"mount at {destination}: a bind mount needs a source");
            }

            if (options.Data.Count > 0)
            {
                throw PlanContext.Invalid($"mount at {destination}: unknown option '{options.Data[0]}'");
            }
        }

        var change = new MountAttributeChange
        {
            Set = options.Set | options.RecursiveSet,
            Clear = options.Clear | options.RecursiveClear,
            Propagation = options.Propagation == 0 ? MountPropagation.Private : options.Propagation,
        };
        DescriptorSlot prepared = options.IsBind
            ? context.Prepare(new PreparationStep.BindMount(source, options.IsRecursiveBind, change, recursive, destination))
            : context.Prepare(new PreparationStep.NewMount(mount.Type ?? "", source, UserNamespaceSection.Translate(context, mount.Type, options.Data), options.Set & AnyAttribute, destination));
        if (!options.IsBind)
        {
            context.OwnsDev |= destination == "/dev" && mount.Type == "tmpfs";
            if (destination == "/dev/pts" && mount.Type == "devpts")
            {
                context.DevPts = prepared;
            }
        }

        StepArgument place = Place(context, destination, prepared, isReal: destination == "/dev");
        Move(context, prepared, place, options.IsBind ? $"attach {source} at {destination}" : $"attach {mount.Type} at {destination}");
    }

    /// <summary>
    /// Where a mount goes: a descriptor found outside, or, below a mount that the child has made, one that the child opens without following links.
    /// </summary>
    private static StepArgument Place(PlanContext context, string destination, DescriptorSlot? mount, bool isReal)
    {
        foreach ((string covered, ResultSlot made) in context.ChildMounts)
        {
            if (IsWithin(destination, covered) && destination != covered)
            {
                string rest = destination[(covered.Length + 1)..];
                return context.Child.Add($"find {destination}", SyscallNumber.Openat2,
                    [made, context.Child.Text(rest), OpenHow.Bytes(context.Child, OpenFlags.Path, ResolveFlags.InRoot | ResolveFlags.NoSymlinks | ResolveFlags.NoMagicLinks), OpenHow.Size],
                    keep: true);
            }
        }

        return context.Prepare(new PreparationStep.MountPoint(destination, mount, isReal));
    }

    private static void Move(PlanContext context, StepArgument mount, StepArgument place, string description)
    {
        StepArgument empty = context.Child.Text("");
        context.Child.Add(description, SyscallNumber.MoveMount, [mount, empty, place, empty, MountNumbers.MoveFromEmptyPath | MountNumbers.MoveToEmptyPath]);
    }

    private static void RefuseOverProc(Mount mount, MountOptions options)
    {
        if (!IsWithin(mount.Destination, "/proc"))
        {
            return;
        }

        bool isHostProc = mount.Destination == "/proc" && options.IsBind && mount.Source == "/proc";
        bool isReplaceable = mount.Destination != "/proc" && ReplaceableInProc.AsSpan().IndexOf(mount.Destination["/proc/".Length..]) >= 0;
        if (!isHostProc && !isReplaceable)
        {
            throw PlanContext.Invalid($"mount {mount.Source} at {mount.Destination}: mounts over /proc are refused",
                "only the host's /proc itself or single files such as /proc/meminfo can be mounted there");
        }
    }

    /// <summary>Absolute, without dot segments: config.md requires absolute destinations; relative ones are taken from the root as runc does.</summary>
    private static string CleanPath(string path)
    {
        var parts = new List<string>();
        foreach (string part in path.Split('/'))
        {
            if (part == "..")
            {
                if (parts.Count > 0)
                {
                    parts.RemoveAt(parts.Count - 1);
                }
            }
            else if (part.Length > 0 && part != ".")
            {
                parts.Add(part);
            }
        }

        return parts.Count > 0 ? "/" + string.Join('/', parts) : throw PlanContext.Invalid($"invalid mount destination '{path}': it is the container's root");
    }

    private static bool IsWithin(string path, string directory) =>
        path.StartsWith(directory, StringComparison.Ordinal) && (path.Length == directory.Length || path[directory.Length] == '/');
}
