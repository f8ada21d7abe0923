using Berth.Kernel;
using Berth.Kernel.Launch;

namespace Berth.Runtime.Lifecycle;

/// <summary>Which namespaces a process has that this one has not: what has to be entered to be where it is.</summary>
public static class ContainerNamespaces
{
    private static readonly (string Name, CloneFlags Flag)[] All =
    [
        ("user", CloneFlags.NewUser), ("pid", CloneFlags.NewPid), ("mnt", CloneFlags.NewMount), ("net", CloneFlags.NewNetwork),
        ("ipc", CloneFlags.NewIpc), ("uts", CloneFlags.NewUts), ("cgroup", CloneFlags.NewCgroup), ("time", CloneFlags.NewTime),
    ];

    /// <summary>Asked of the kernel rather than of the configuration, which may join a namespace that is our own: entering that is an error.</summary>
    public static CloneFlags Of(int pid)
    {
        CloneFlags flags = CloneFlags.None;
        foreach ((string name, CloneFlags flag) in All)
        {
            if (Files.TryStatus(null, $"/proc/{pid}/ns/{name}", out FileStatus theirs, follow: true) == Errno.None
                && Files.TryStatus(null, $"/proc/self/ns/{name}", out FileStatus ours, follow: true) == Errno.None
                && theirs.Inode != ours.Inode)
            {
                flags |= flag;
            }
        }

        return flags;
    }
}
