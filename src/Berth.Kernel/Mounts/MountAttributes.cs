namespace Berth.Kernel.Mounts;

/// <summary>Per-mount attributes, MOUNT_ATTR_* of mount_setattr(2).</summary>
[Flags]
public enum MountAttributes : ulong
{
    None = 0,
    ReadOnly = 0x1,
    NoSuid = 0x2,
    NoDev = 0x4,
    NoExec = 0x8,
    NoAccessTime = 0x10,
    StrictAccessTime = 0x20,

    /// <summary>The bits of the access time mode; clearing them is required before setting one.</summary>
    AccessTimeMask = 0x70,
    NoDirectoryAccessTime = 0x80,
    IdMapped = 0x10_0000,
    NoSymlinkFollow = 0x20_0000,
}

/// <summary>How mounts and unmounts spread, mount_namespaces(7).</summary>
public enum MountPropagation : ulong
{
    Unchanged = 0,
    Unbindable = 1 << 17,
    Private = 1 << 18,
    Slave = 1 << 19,
    Shared = 1 << 20,
}

/// <summary>Flags of mount(2).</summary>
[Flags]
public enum MountFlags : ulong
{
    None = 0,
    ReadOnly = 1,
    NoSuid = 2,
    NoDev = 4,
    NoExec = 8,
    Remount = 32,
    Bind = 4096,
    Move = 8192,
    Recursive = 16384,
    Unbindable = 1 << 17,
    Private = 1 << 18,
    Slave = 1 << 19,
    Shared = 1 << 20,
}

/// <summary>What mount_setattr(2) changes: <c>struct mount_attr</c>, 32 bytes.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential)]
public readonly record struct MountAttributeChange
{
    public MountAttributes Set { get; init; }

    public MountAttributes Clear { get; init; }

    public MountPropagation Propagation { get; init; }

    /// <summary>Descriptor of the user namespace of an idmapped mount.</summary>
    public ulong UserNamespace { get; init; }

    public bool IsNothing => Set == 0 && Clear == 0 && Propagation == 0;
}
