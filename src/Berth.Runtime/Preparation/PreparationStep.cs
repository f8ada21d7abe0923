using Berth.Kernel.Launch;
using Berth.Kernel.Mounts;

namespace Berth.Runtime.Preparation;

/// <summary>
/// Something that is made ready before the container's process is cloned, by whoever may do it: usually the planner's own
/// process, later a helper inside a user namespace. Data only; <see cref="Preparer"/> carries it out.
/// </summary>
public abstract record PreparationStep
{
    private PreparationStep() { }

    /// <summary>What is made, for <c>--explain</c> and for errors.</summary>
    public abstract string Description { get; }

    /// <summary>The place in the plan's descriptor table that this step fills, if it makes a descriptor.</summary>
    public DescriptorSlot? Slot { get; init; }

    /// <summary>A descriptor that the caller brings, by name: <c>stdin</c>, <c>network namespace</c>, <c>cgroup cpu</c>.</summary>
    public sealed record Given(string Name) : PreparationStep
    {
        public override string Description => Name;
    }

    /// <summary>The root file system as a detached mount.</summary>
    /// <param name="Source">Where it comes from.</param>
    /// <param name="Uid">Who owns what is made inside, as the host counts: the container's root.</param>
    /// <param name="Gid">Likewise.</param>
    public sealed record Root(RootSource Source, uint Uid, uint Gid) : PreparationStep
    {
        public override string Description => Source switch
        {
            RootSource.Overlay overlay => $"overlay of {overlay.Lower.Count} layer{(overlay.Lower.Count == 1 ? "" : "s")} under {overlay.Upper}",
            RootSource.BundleDirectory directory => $"bind of {directory.Path}",
            _ => "root file system",
        };
    }

    /// <summary>A new file system instance as a detached mount, such as a tmpfs.</summary>
    public sealed record NewMount(string Type, string Source, IReadOnlyList<string> Options, MountAttributes Attributes, string Destination) : PreparationStep
    {
        public MountPropagation Propagation { get; init; }

        public override string Description => $"{Type} for {Destination}{(Options.Count == 0 ? "" : $" ({string.Join(',', Options)})")}";
    }

    /// <summary>A bind mount of a file or directory of the host as a detached mount.</summary>
    /// <param name="Source">Absolute path on the host.</param>
    /// <param name="Recursive">With the mounts below it.</param>
    /// <param name="Change">Of the topmost mount.</param>
    /// <param name="Destination">Where it goes, for descriptions.</param>
    public sealed record BindMount(string Source, bool Recursive, MountAttributeChange Change, string Destination) : PreparationStep
    {
        /// <summary>Of all mounts, after <see cref="Change"/>.</summary>
        public MountAttributeChange RecursiveChange { get; init; }

        /// <summary>The propagation of <see cref="Change"/> is for all mounts.</summary>
        public bool IsPropagationRecursive { get; init; }

        public IdMap? IdMap { get; init; }

        public override string Description => $"bind of {Source} for {Destination}" + (IsReadOnly ? " (read-only)" : "") + (IdMap is null ? "" : " (id-mapped)");

        private bool IsReadOnly => ((Change.Set | RecursiveChange.Set) & MountAttributes.ReadOnly) != 0;
    }

    /// <summary>Finds (or makes) the place of a mount inside the container's tree.</summary>
    /// <param name="Path">Absolute path in the container.</param>
    /// <param name="Mount">The prepared mount that goes there; null for one that the child makes.</param>
    /// <param name="IsReal">The path itself must be a directory, not a link to one: /proc, /sys, /dev.</param>
    public sealed record MountPoint(string Path, DescriptorSlot? Mount, bool IsReal) : PreparationStep
    {
        /// <summary>What the mount, a tmpfs, takes from the directory that it covers.</summary>
        public TmpfsContent? Content { get; init; }

        public override string Description => $"mount point {Path}";
    }

    /// <summary>The topmost mount that was prepared for a place in the container's tree.</summary>
    public sealed record Mounted(string Path) : PreparationStep
    {
        public override string Description => $"mount at {Path}";
    }

    /// <summary>A device node on a file system that the container has to itself.</summary>
    public sealed record DeviceNode(string Path, char Type, uint Major, uint Minor, uint Mode, uint Uid, uint Gid) : PreparationStep
    {
        /// <summary>Something else of that name is an error; otherwise it stays.</summary>
        public bool IsExact { get; init; }

        public override string Description => $"device {Path} ({Type} {Major}:{Minor}, mode {Convert.ToString(Mode, 8)})";
    }

    public sealed record Symlink(string Path, string Target) : PreparationStep
    {
        public override string Description => $"link {Path} -> {Target}";
    }

    /// <summary>A directory that has to exist, e.g. the working directory.</summary>
    public sealed record Directory(string Path) : PreparationStep
    {
        public override string Description => $"directory {Path}";
    }

    /// <summary>A pseudo-terminal of the container's own devpts; the slot gets the process's end.</summary>
    public sealed record Terminal(DescriptorSlot DevPts, uint Columns, uint Rows, uint Uid) : PreparationStep
    {
        public override string Description => "pseudo-terminal";
    }

    /// <summary>The process's end of the pseudo-terminal once more, as what the child binds to /dev/console.</summary>
    public sealed record Console(DescriptorSlot DevPts) : PreparationStep
    {
        public override string Description => "pseudo-terminal as /dev/console";
    }

    /// <summary>The host's /dev/null, checked to be the real one, as a mount for the container's.</summary>
    public sealed record NullDevice : PreparationStep
    {
        public override string Description => "verified /dev/null";
    }
}
