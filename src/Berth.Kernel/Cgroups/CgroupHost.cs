using Berth.Kernel.Procfs;

namespace Berth.Kernel.Cgroups;

/// <summary>
/// The cgroup hierarchies of this machine: version 2 alone (unified), version 1, or both (hybrid: some controllers in version 1
/// hierarchies, the rest, perhaps none, in version 2).
/// </summary>
public sealed class CgroupHost
{
    private const string Usual = "/sys/fs/cgroup";

    internal CgroupHost(IReadOnlyList<CgroupHierarchy> hierarchies)
    {
        Hierarchies = hierarchies;
        foreach (CgroupHierarchy hierarchy in hierarchies)
        {
            if (hierarchy.Version == 2)
                Unified = hierarchy;
        }
    }

    /// <summary>Version 1's first, then version 2's if it is mounted. Empty when no cgroups are mounted at all.</summary>
    public IReadOnlyList<CgroupHierarchy> Hierarchies { get; }

    /// <summary>The version 2 hierarchy, even if it has no controllers.</summary>
    public CgroupHierarchy? Unified { get; }

    /// <summary>Whether version 2 is the only one.</summary>
    public bool IsUnified => Unified is not null && Hierarchies.Count == 1;

    /// <summary>The hierarchy that has a controller, by version 1's name for it (<c>blkio</c> finds version 2's <c>io</c> too).</summary>
    public CgroupHierarchy? Find(string controller)
    {
        for (int i = 0; i < Hierarchies.Count; i++)
        {
            CgroupHierarchy hierarchy = Hierarchies[i];
            if (hierarchy.Has(hierarchy.Version == 2 && controller == "blkio" ? "io" : controller))
                return hierarchy;
        }
        return null;
    }

    /// <summary>Looks at what is mounted.</summary>
    /// <exception cref="KernelException">procfs is not readable.</exception>
    public static CgroupHost Detect()
    {
        // A file only version 2 has, where every distribution mounts it: then there is nothing else to find out.
        if (ReadControllers(Usual) is { } controllers)
            return new CgroupHost([new CgroupHierarchy(2, Usual, controllers)]);
        byte[] mounts = Files.ReadAllBytes(null, "/proc/self/mountinfo") ?? throw new KernelException("read", "/proc/self/mountinfo", Errno.ENOENT);
        return Parse(mounts, ReadControllers);
    }

    internal static CgroupHost Parse(ReadOnlySpan<byte> mountInfo, Func<string, IReadOnlyList<string>?> readControllers)
    {
        List<CgroupHierarchy> found = [];
        CgroupHierarchy? unified = null;
        while (MountInfoLine.TryNext(ref mountInfo, out MountInfoLine line))
        {
            if (line.FileSystemType.SequenceEqual("cgroup2"u8))
            {
                string point = MountInfoLine.Unescape(line.MountPoint);
                if (unified is null && readControllers(point) is { } controllers)
                    unified = new CgroupHierarchy(2, point, controllers);
            }
            else if (line.FileSystemType.SequenceEqual("cgroup"u8))
            {
                List<string> controllers = Controllers(line.SuperOptions);
                // A hierarchy mounted a second time (in a nested container, say) is the same hierarchy.
                if (controllers.Count > 0 && !found.Exists(h => h.Has(controllers[0])))
                    found.Add(new CgroupHierarchy(1, MountInfoLine.Unescape(line.MountPoint), controllers));
            }
        }
        if (unified is not null)
            found.Add(unified);
        return new CgroupHost(found);
    }

    /// <summary>This process's own cgroup in a hierarchy: a path below its root as this process sees it, e.g. <c>/user.slice</c>.</summary>
    /// <exception cref="KernelException">procfs is not readable.</exception>
    public static string OwnPath(CgroupHierarchy hierarchy) =>
        PathOf(hierarchy, "/proc/self/cgroup") ?? throw new KernelException("read", "/proc/self/cgroup", Errno.ENOENT);

    /// <summary>The same of another process; null when it is gone.</summary>
    public static string? PathOf(CgroupHierarchy hierarchy, int pid) => PathOf(hierarchy, $"/proc/{pid}/cgroup");

    private static string? PathOf(CgroupHierarchy hierarchy, string file)
    {
        if (Files.ReadAllBytes(null, file) is not { } bytes)
            return null;
        ReadOnlySpan<byte> text = bytes;
        while (ProcessCgroup.TryNext(ref text, out ProcessCgroup line))
        {
            bool same = hierarchy.Version == 2
                ? line.Controllers.IsEmpty
                : ProcFile.Text(line.Controllers).Split(',').Contains(hierarchy.Controllers[0]);
            if (same)
                return ProcFile.Text(line.Path);
        }
        return "/";
    }

    /// <summary>Moves this process into a cgroup that exists.</summary>
    /// <param name="hierarchy">In which hierarchy.</param>
    /// <param name="path">Below its root, as <see cref="OwnPath"/> says it.</param>
    /// <exception cref="KernelException">The kernel refuses.</exception>
    public static void MoveSelf(CgroupHierarchy hierarchy, string path)
    {
        var directory = new CgroupDirectory(hierarchy, hierarchy.MountPoint + path.TrimEnd('/'));
        Errno errno = directory.Write("cgroup.procs", $"{Environment.ProcessId}");
        if (errno != Errno.None)
            throw new KernelException("move this process into", directory.Path, errno);
    }

    // Of a version 1 mount's options some are controllers; one names a hierarchy without controllers.
    private static List<string> Controllers(ReadOnlySpan<byte> options)
    {
        List<string> controllers = [];
        foreach (Range range in options.Split((byte)','))
        {
            string option = ProcFile.Text(options[range]);
            if (option is "cpu" or "cpuacct" or "cpuset" or "memory" or "devices" or "freezer" or "blkio" or "pids" or "hugetlb" or "rdma"
                or "net_cls" or "net_prio" or "perf_event" or "misc" or "debug" || option.StartsWith("name=", StringComparison.Ordinal))
                controllers.Add(option);
        }
        return controllers;
    }

    private static string[]? ReadControllers(string mountPoint)
    {
        Span<byte> buffer = stackalloc byte[512];
        int length = ProcFile.Read(mountPoint + "/cgroup.controllers", buffer);
        return length < 0 ? null : ProcFile.Text(buffer[..length]).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }
}
