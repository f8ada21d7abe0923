using Berth.Kernel;
using Berth.Kernel.Launch;
using Berth.Kernel.Mounts;

namespace Berth.Runtime.Planning;

/// <summary>
/// Hides and protects the kernel's sensitive files. config-linux.md "Masked Paths", "Readonly Paths". By path, after the roots are
/// exchanged: /proc and /sys are then mounts of our own, and /dev/null is ours or was verified.
/// </summary>
internal static class MaskSection
{
    public static void Add(PlanContext context)
    {
        LaunchPlanBuilder child = context.Child;
        child.Group = "protection";
        StepArgument devNull = child.Text("/dev/null"), tmpfs = child.Text("tmpfs");
        StepArgument directory = OpenHow.Bytes(child, OpenFlags.Path | OpenFlags.Directory, ResolveFlags.NoMagicLinks);
        foreach (string path in context.Linux.MaskedPaths ?? [])
        {
            StepArgument target = child.Text(path);
            // A file takes /dev/null, a directory an empty read-only tmpfs; which it is only this kernel knows.
            child.Add($"mask {path}", SyscallNumber.Mount, [devNull, target, 0, (long)MountFlags.Bind, 0], tolerated: [Errno.ENOENT, Errno.ENOTDIR]);
            ResultSlot isDirectory = child.Add($"mask {path} (is it a directory?)", SyscallNumber.Openat2,
                [MountNumbers.AtFdCwd, target, directory, OpenHow.Size], keep: true, tolerated: [Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES]);
            child.Add($"mask directory {path}", SyscallNumber.Mount, [tmpfs, target, tmpfs, (long)MountFlags.ReadOnly, child.Text("nr_blocks=1,nr_inodes=1")], requires: isDirectory);
        }

        StepArgument readOnly = child.Struct(new MountAttributeChange { Set = MountAttributes.ReadOnly });
        foreach (string path in context.Linux.ReadonlyPaths ?? [])
        {
            StepArgument target = child.Text(path);
            ResultSlot bound = child.Add($"bind {path} onto itself", SyscallNumber.Mount,
                [target, target, 0, (long)(MountFlags.Bind | MountFlags.Recursive), 0], keep: true, tolerated: [Errno.ENOENT]);
            child.Add($"make {path} read-only", SyscallNumber.MountSetattr,
                [MountNumbers.AtFdCwd, target, MountNumbers.AtRecursive, readOnly, 32], requires: bound);
        }
    }
}
