using Berth.Kernel;
using Berth.Kernel.Launch;
using Berth.Kernel.Mounts;
using Berth.Oci.Runtime;
using Berth.Runtime.Preparation;

namespace Berth.Runtime.Planning;

/// <summary>Device nodes, the links in /dev and the console. config-linux.md "Default Devices", "Devices", "Dev symbolic links".</summary>
internal static class DeviceSection
{
    private static readonly (string Name, uint Major, uint Minor)[] Defaults =
        [("null", 1, 3), ("zero", 1, 5), ("full", 1, 7), ("random", 1, 8), ("urandom", 1, 9), ("tty", 5, 0)];

    public static void Prepare(PlanContext context)
    {
        bool devIsBound = Array.Exists(context.Spec.Mounts ?? [], m => MountSection.CleanPath(m.Destination) == "/dev" && (m.Type == "bind" || Array.Exists(m.Options ?? [], o => o is "bind" or "rbind")));
        HashSet<string> made = PrepareDevices(context, devIsBound);
        if (!devIsBound)
        {
            PrepareDefaults(context, made);
        }

        if (!context.OwnsDev)
        {
            // Masked paths show /dev/null: it must be the real one, whatever the image or a volume has in its place.
            Mount(context, context.Prepare(new PreparationStep.NullDevice()), "/dev/null");
        }

        if (context.Process.Terminal)
        {
            DescriptorSlot devPts = context.DevPts ?? throw PlanContext.Invalid("config.json: process.terminal: a terminal needs a devpts mounted at /dev/pts");
            MountConsole(context, context.Prepare(new PreparationStep.Console(devPts)));
        }
    }

    private static void MountConsole(PlanContext context, DescriptorSlot terminal)
    {
        LaunchPlanBuilder child = context.Child;
        child.Group = "mounts";
        DescriptorSlot place = context.Prepare(new PreparationStep.MountPoint("/dev/console", terminal, IsReal: false));
        StepArgument empty = child.Text("");
        ResultSlot bound = child.Add("bind the terminal", SyscallNumber.OpenTree,
            [terminal, empty, MountNumbers.OpenTreeClone | MountNumbers.OpenTreeCloseOnExec | MountNumbers.AtEmptyPath],
            "older kernels bind only from what is attached, and the container's devpts is, from here on", keep: true);
        child.Add("attach /dev/console", SyscallNumber.MoveMount, [bound, empty, place, empty, MountNumbers.MoveFromEmptyPath | MountNumbers.MoveToEmptyPath]);
    }

    /// <summary>The terminal itself comes before the steps that hand it out.</summary>
    public static DescriptorSlot? PrepareTerminal(PlanContext context)
    {
        if (!context.Process.Terminal)
        {
            return null;
        }

        DescriptorSlot devPts = context.DevPts ?? throw PlanContext.Invalid("config.json: process.terminal: a terminal needs a devpts mounted at /dev/pts");
        ConsoleSize? size = context.Process.ConsoleSize;
        return context.Prepare(new PreparationStep.Terminal(devPts, (uint)(size?.Width ?? 0), (uint)(size?.Height ?? 0), UserNamespaceSection.HostUid(context, context.Process.User?.Uid ?? 0)));
    }

    /// <summary>The devices of the specification; those in a /dev that is the host's, or somebody's, are there or not as that has them.</summary>
    private static HashSet<string> PrepareDevices(PlanContext context, bool devIsBound)
    {
        var made = new HashSet<string>();
        foreach (Device device in context.Linux.Devices ?? [])
        {
            char type = device.Type switch
            {
                "c" or "u" => 'c',
                "b" => 'b',
                "p" => 'p',
                _ => throw PlanContext.Invalid($"config.json: linux.devices: {device.Path} has the unknown type '{device.Type}'"),
            };
            if (!device.Path.StartsWith('/') || device.Path.EndsWith('/'))
            {
                throw PlanContext.Invalid($"config.json: linux.devices: '{device.Path}' is not the absolute path of a file");
            }

            if (device.Major is < 0 or > uint.MaxValue || device.Minor is < 0 or > uint.MaxValue)
            {
                throw PlanContext.Invalid($"config.json: linux.devices: {device.Path}: there is no device {device.Major}:{device.Minor}");
            }

            if (devIsBound && device.Path.StartsWith("/dev/", StringComparison.Ordinal))
            {
                continue;
            }

            made.Add(device.Path);
            if (context.IsRootless && type != 'p')
            {
                Bind(context, device.Path);
                continue;
            }

            // The mode may come with the type's bits, as stat(2) has it.
            context.Do(new PreparationStep.DeviceNode(device.Path, type, (uint)device.Major, (uint)device.Minor, (device.FileMode ?? 0x1B6) & 0xFFF,
                UserNamespaceSection.HostUid(context, device.Uid ?? 0), UserNamespaceSection.HostGid(context, device.Gid ?? 0)) { IsExact = true });
        }

        return made;
    }

    private static void PrepareDefaults(PlanContext context, HashSet<string> made)
    {
        (uint rootUid, uint rootGid) = UserNamespaceSection.Root(context);
        foreach ((string name, uint major, uint minor) in Defaults)
        {
            if (made.Contains("/dev/" + name))
            {
                continue;
            }

            if (context.IsRootless)
            {
                Bind(context, "/dev/" + name);
            }
            else
            {
                context.Do(new PreparationStep.DeviceNode("/dev/" + name, 'c', major, minor, 0x1B6, rootUid, rootGid));
            }
        }

        context.Do(new PreparationStep.Symlink("/dev/fd", "/proc/self/fd"));
        context.Do(new PreparationStep.Symlink("/dev/stdin", "/proc/self/fd/0"));
        context.Do(new PreparationStep.Symlink("/dev/stdout", "/proc/self/fd/1"));
        context.Do(new PreparationStep.Symlink("/dev/stderr", "/proc/self/fd/2"));
        context.Do(new PreparationStep.Symlink("/dev/core", "/proc/kcore"));
        if (Array.Exists(context.Spec.Mounts ?? [], m => m.Destination.TrimEnd('/') == "/dev/pts"))
        {
            context.Do(new PreparationStep.Symlink("/dev/ptmx", "pts/ptmx"));
        }
    }

    /// <summary>In place of a node, which only the host's root can make.</summary>
    private static void Bind(PlanContext context, string path) =>
        Mount(context, context.Prepare(new PreparationStep.BindMount(path, Recursive: false, new MountAttributeChange(), path)), path);

    private static void Mount(PlanContext context, DescriptorSlot mount, string path)
    {
        context.Child.Group = "mounts";
        DescriptorSlot place = context.Prepare(new PreparationStep.MountPoint(path, mount, IsReal: false));
        StepArgument empty = context.Child.Text("");
        context.Child.Add($"attach {path}", SyscallNumber.MoveMount, [mount, empty, place, empty, MountNumbers.MoveFromEmptyPath | MountNumbers.MoveToEmptyPath]);
    }
}
