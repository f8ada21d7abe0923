using Berth.Kernel;
using Berth.Kernel.Launch;
using Berth.Kernel.Mounts;
using Berth.Kernel.Security;
using Berth.Oci.Runtime;
using Berth.Runtime.Preparation;

namespace Berth.Runtime.Planning;

/// <summary>
/// The mounts of config.json, in their order. What does not depend on the container's namespaces is prepared outside, with its
/// place found by descriptor; proc, sysfs and mqueue belong to the namespaces of whoever opens them and are therefore made by the child.
/// </summary>
internal static class MountSection
{
    /// <summary>Single files of /proc that a container may have replaced (lxcfs does); everything else there is the kernel's.</summary>
    private static readonly string[] ReplaceableInProc =
    [
        "cpuinfo", "diskstats", "meminfo", "stat", "swaps", "uptime", "loadavg", "slabinfo", "net/dev", "sys/kernel/ns_last_pid", "sys/crypto/fips_enabled",
    ];

    public static void Attach(PlanContext context)
    {
        context.Child.Group = "mounts";
        if (context.Linux.MountLabel is { Length: > 0 })
        {
            SecurityLabelSection.Require(context, SecurityModules.SELinux, "linux.mountLabel", "SELinux is disabled or not supported on this host");
        }

        foreach (Mount given in context.Spec.Mounts ?? [])
        {
            Mount mount = given with { Destination = CleanPath(given.Destination) };
            MountOptions options = MountOptions.Parse(mount);
            if (mount.Type is "cgroup" or "cgroup2" && !options.IsBind)
            {
                // Attached after the roots are exchanged; its place is made while the root can be written.
                PrepareDirectory(context, mount.Destination);
                continue;
            }

            if (options.IsRemount)
            {
                Remount(context, mount, options);
            }
            else if (!options.IsBind && mount.Type is "proc" or "sysfs" or "mqueue")
            {
                MakeInChild(context, mount, options);
            }
            else
            {
                AttachPrepared(context, mount, options);
            }
        }
    }

    /// <summary>Makes a directory that has to be there; below what the child mounts it has to be there already.</summary>
    public static void PrepareDirectory(PlanContext context, string path)
    {
        foreach (string made in context.ChildMounts.Keys)
        {
            if (IsWithin(path, made))
            {
                return;
            }
        }

        if (path.Trim('/').Length > 0)
        {
            context.Do(new PreparationStep.Directory(path));
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
        if (IsWithin(destination, "/proc") && !(destination == "/proc" && type == "proc"))
        {
            throw PlanContext.Invalid($"mount {type} at {destination}: /proc is the kernel's");
        }

        StepArgument place = Place(context, destination, null, isReal: type is "proc" or "sysfs");
        ResultSlot made = OpenFileSystem(context, type, $"{type} for {destination}", options.Set | options.RecursiveSet, options.Data);
        ChangeInChild(context.Child, made, new MountAttributeChange { Propagation = options.Propagation }, recursive: false, destination);
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
        Configure(child, opened, data, type);
        child.Add($"create {what}", SyscallNumber.Fsconfig, [opened, MountNumbers.FsconfigCreate, 0, 0, 0]);
        return child.Add($"mount {what}", SyscallNumber.Fsmount, [opened, MountNumbers.FsmountCloseOnExec, (long)attributes], keep: true);
    }

    private static void Configure(LaunchPlanBuilder child, ResultSlot opened, List<string> data, string of)
    {
        foreach (string option in data)
        {
            int equals = option.IndexOf('=', StringComparison.Ordinal);
            child.Add($"set {option} of {of}", SyscallNumber.Fsconfig, equals < 0
                ? [opened, MountNumbers.FsconfigSetFlag, child.Text(option), 0, 0]
                : [opened, MountNumbers.FsconfigSetString, child.Text(option[..equals]), child.Text(option[(equals + 1)..]), 0]);
        }
    }

    private static void AttachPrepared(PlanContext context, Mount mount, MountOptions options)
    {
        string destination = mount.Destination;
        RefuseOverProc(mount, options);
        TmpfsContent? content = null;
        DescriptorSlot prepared = options.IsBind ? Bind(context, mount, options) : New(context, mount, options, out content);
        StepArgument place = Place(context, destination, prepared, isReal: destination == "/dev", content);
        Move(context, prepared, place, options.IsBind ? $"attach {mount.Source} at {destination}" : $"attach {mount.Type} at {destination}");
    }

    private static DescriptorSlot Bind(PlanContext context, Mount mount, MountOptions options)
    {
        string destination = mount.Destination;
        if (mount.Source is not { Length: > 0 } source)
        {
            throw PlanContext.Invalid($"mount at {destination}: a bind mount needs a source");
        }

        if (!source.StartsWith('/'))
        {
            source = Path.GetFullPath(source, context.BundlePath
                ?? throw PlanContext.Invalid($"mount {source} at {destination}: the source is not an absolute path"));
        }

        if (options.Data.Count > 0)
        {
            // mount(2) takes a bind's data and does nothing with it, so that configurations have gathered some.
            context.Warnings.Add($"mount at {destination}: a bind mount has no option {string.Join(", ", options.Data)}");
        }

        return context.Prepare(new PreparationStep.BindMount(source, options.IsRecursiveBind, Change(options), destination)
        {
            RecursiveChange = RecursiveChange(options),
            IsPropagationRecursive = options.Propagation == 0 ? options.IsRecursiveBind : options.IsPropagationRecursive,
            IdMap = IdMapOf(context, mount, options),
        });
    }

    private static DescriptorSlot New(PlanContext context, Mount mount, MountOptions options, out TmpfsContent? content)
    {
        string destination = mount.Destination;
        if (mount.Type is not { Length: > 0 } type)
        {
            throw PlanContext.Invalid($"mount at {destination}: a type is missing", "set \"type\", or bind among the options");
        }

        if (options.IsIdMapped || mount.UidMappings is not null || mount.GidMappings is not null)
        {
            throw PlanContext.Invalid($"mount at {destination}: only bind mounts can be id-mapped");
        }

        if (options.CopiesUp && type != "tmpfs")
        {
            throw PlanContext.Invalid($"mount at {destination}: tmpcopyup is for a tmpfs only");
        }

        List<string> data = [.. UserNamespaceSection.Translate(context, type, options.Data), .. options.FileSystemFlags];
        if (context.Linux.MountLabel is { Length: > 0 } label)
        {
            data.Add($"context={label}");
        }

        string source = mount.Source ?? type;
        if (options.IsReadOnly && source.StartsWith('/'))
        {
            // Of the file system, too: a device that is read-only itself cannot be mounted otherwise.
            data.Add("ro");
        }

        bool hasMode = data.Exists(o => o.StartsWith("mode=", StringComparison.Ordinal));
        content = type == "tmpfs" && (options.CopiesUp || !hasMode) ? new TmpfsContent(options.CopiesUp, TakesMode: !hasMode, options.IsReadOnly) : null;
        MountAttributes attributes = options.Set | options.RecursiveSet;
        DescriptorSlot prepared = context.Prepare(new PreparationStep.NewMount(
            type, source, data, content is null ? attributes : attributes & ~MountAttributes.ReadOnly, destination) { Propagation = options.Propagation });
        context.OwnsDev |= destination == "/dev" && type == "tmpfs";
        if (destination == "/dev/pts" && type == "devpts")
        {
            context.DevPts = prepared;
        }

        return prepared;
    }

    /// <summary>Changes what an earlier mount (or the root) has at a place.</summary>
    private static void Remount(PlanContext context, Mount mount, MountOptions options)
    {
        LaunchPlanBuilder child = context.Child;
        string destination = mount.Destination;
        StepArgument at = context.ChildMounts.TryGetValue(destination, out ResultSlot made) ? made
            : PlaceInChildMount(context, destination) ?? context.Prepare(new PreparationStep.Mounted(destination));
        StepArgument empty = child.Text("");
        List<string> data = [.. options.Data, .. options.FileSystemFlags];
        if (data.Count > 0 && !options.IsBind)
        {
            ResultSlot picked = child.Add($"pick the file system at {destination}", SyscallNumber.Fspick,
                [at, empty, MountNumbers.FspickCloseOnExec | MountNumbers.FspickEmptyPath], keep: true);
            Configure(child, picked, data, destination);
            child.Add($"reconfigure the file system at {destination}", SyscallNumber.Fsconfig, [picked, MountNumbers.FsconfigReconfigure, 0, 0, 0]);
        }

        ChangeInChild(child, at, Change(options) with { Propagation = 0 }, recursive: false, destination);
        ChangeInChild(child, at, RecursiveChange(options), recursive: true, destination);
        ChangeInChild(child, at, new MountAttributeChange { Propagation = options.Propagation }, options.IsPropagationRecursive, destination);
    }

    private static void ChangeInChild(LaunchPlanBuilder child, StepArgument mount, MountAttributeChange change, bool recursive, string destination)
    {
        if (!change.IsNothing)
        {
            child.Add($"change the mount at {destination}{(recursive ? " and those below" : "")}", SyscallNumber.MountSetattr,
                [mount, child.Text(""), MountNumbers.AtEmptyPath | (recursive ? MountNumbers.AtRecursive : 0), child.Struct(change), 32]);
        }
    }

    private static MountAttributeChange Change(MountOptions options) => new()
    {
        Set = options.Set,
        Clear = options.Clear,
        Propagation = options.Propagation == 0 ? MountPropagation.Private : options.Propagation,
    };

    private static MountAttributeChange RecursiveChange(MountOptions options) => new() { Set = options.RecursiveSet, Clear = options.RecursiveClear };

    private static IdMap? IdMapOf(PlanContext context, Mount mount, MountOptions options)
    {
        IdMapping[] uids = mount.UidMappings ?? [], gids = mount.GidMappings ?? [];
        if (uids.Length == 0 && gids.Length == 0)
        {
            if (!options.IsIdMapped)
            {
                return null;
            }

            (uids, gids) = (context.Linux.UidMappings ?? [], context.Linux.GidMappings ?? []);
            if (uids.Length == 0)
            {
                throw PlanContext.Invalid($"mount at {mount.Destination}: idmap needs uidMappings and gidMappings, of the mount or of a user namespace of the container");
            }
        }

        return uids.Length > 0 && gids.Length > 0
            ? new IdMap(uids, gids, options.IsIdMapRecursive)
            : throw PlanContext.Invalid($"mount at {mount.Destination}: {(uids.Length == 0 ? "uidMappings" : "gidMappings")}: missing, while the other is there");
    }

    /// <summary>
    /// Where a mount goes: a descriptor found outside, or, below a mount that the child has made, one that the child opens without following links.
    /// </summary>
    private static StepArgument Place(PlanContext context, string destination, DescriptorSlot? mount, bool isReal, TmpfsContent? content = null) =>
        PlaceInChildMount(context, destination) ?? context.Prepare(new PreparationStep.MountPoint(destination, mount, isReal) { Content = content });

    private static StepArgument? PlaceInChildMount(PlanContext context, string destination)
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

        return null;
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
    internal static string CleanPath(string path)
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
