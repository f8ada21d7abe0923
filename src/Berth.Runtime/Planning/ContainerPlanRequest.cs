using Berth.Kernel.Security;
using Berth.Oci.Runtime;
using Berth.Runtime.Preparation;

namespace Berth.Runtime.Planning;

/// <summary>Everything that a plan is made from. The planner reads nothing else: the same request gives the same plan on any machine.</summary>
public sealed record ContainerPlanRequest
{
    public required Spec Spec { get; init; }

    public required RootSource Root { get; init; }

    /// <summary>
    /// Names of the cgroup.procs files (v1 hierarchies) that the child enters by writing to them, e.g. <c>cgroup memory</c>; given at preparation.
    /// </summary>
    public IReadOnlyList<string> CgroupFiles { get; init; } = [];

    /// <summary>The child is born into a cgroup v2 directory, given as <c>cgroup v2</c>.</summary>
    public bool HasUnifiedCgroup { get; init; }

    /// <summary>What is mounted at the spec's mount of type <c>cgroup</c>.</summary>
    public IReadOnlyList<CgroupView> CgroupViews { get; init; } = [];

    /// <summary>The network namespace is made and furnished outside and given as <c>network namespace</c>.</summary>
    public bool HasNetworkNamespace { get; init; }

    /// <summary>stdin, stdout and stderr are given; otherwise the process keeps its parent's.</summary>
    public bool HasStandardStreams { get; init; }

    /// <summary>The bundle's absolute path, from which relative sources of bind mounts are taken; null when the spec comes from no bundle.</summary>
    public string? BundlePath { get; init; }

    /// <summary>What the host has of them; asked only when the spec names a label or a profile.</summary>
    public SecurityModules SecurityModules { get; init; }

    /// <summary>The process waits, all made, until something is written to the FIFO given as <c>start fifo</c>.</summary>
    public bool WaitsForStart { get; init; }

    /// <summary>The process is killed when the thread that cloned it ends.</summary>
    public bool DiesWithParent { get; init; }

    /// <summary>The first process is an init of the engine's own, and the program its child (<c>--init</c>).</summary>
    public bool HasInit { get; init; }

    /// <summary>Whoever prepares is root of a user namespace alone: it cannot make device nodes, and perhaps not drop groups.</summary>
    public bool IsRootless { get; init; }

    /// <summary>
    /// The root is changed by chroot(2) instead of pivot_root(2) (<c>--no-pivot</c>): for hosts whose root is an initramfs, which cannot be
    /// exchanged. Less is kept away from a privileged container that way.
    /// </summary>
    public bool KeepsOldRoot { get; init; }

    /// <summary>The process keeps the session keyring of the runtime (<c>--no-new-keyring</c>).</summary>
    public bool KeepsKeyring { get; init; }

    /// <summary>How many further descriptors from 3 on the process inherits (<c>--preserve-fds</c>, LISTEN_FDS).</summary>
    public int PreservedDescriptors { get; init; }
}

/// <summary>One cgroup hierarchy as a container sees it: <c>mount -t TYPE -o OPTIONS</c> at <c>/sys/fs/cgroup/NAME</c>.</summary>
/// <param name="Name">Directory below the mount, e.g. <c>memory</c>; empty for cgroup v2 alone.</param>
/// <param name="Type"><c>cgroup</c> or <c>cgroup2</c>.</param>
/// <param name="Options">Controllers of a v1 hierarchy, e.g. <c>cpu,cpuacct</c> or <c>none,name=systemd</c>.</param>
/// <param name="Directory">The container's own directory in it on the host: all that one without a cgroup namespace gets to see.</param>
public sealed record CgroupView(string Name, string Type, string Options, string Directory);
