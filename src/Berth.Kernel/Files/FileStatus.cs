namespace Berth.Kernel;

/// <summary>The type bits of a mode (S_IF*, inode(7)).</summary>
public enum FileType : uint
{
    None = 0,
    Fifo = 0x1000,
    CharacterDevice = 0x2000,
    Directory = 0x4000,
    BlockDevice = 0x6000,
    Regular = 0x8000,
    Symlink = 0xA000,
    Socket = 0xC000,
}

/// <summary>A device number; makedev(3).</summary>
public readonly record struct DeviceNumber(uint Major, uint Minor)
{
    /// <summary>The 64-bit dev_t of the C library.</summary>
    public ulong Value => ((Major & 0xfffff000UL) << 32) | ((Major & 0xfffUL) << 8) | ((Minor & 0xffffff00UL) << 12) | (Minor & 0xffUL);

    public override string ToString() => $"{Major}:{Minor}";
}

/// <summary>A time stamp with nanoseconds; seconds since 1970, negative before.</summary>
public readonly record struct FileTime(long Seconds, uint Nanoseconds = 0)
{
    public static FileTime Now
    {
        get
        {
            long ticks = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks;
            return new FileTime(ticks / TimeSpan.TicksPerSecond, (uint)(ticks % TimeSpan.TicksPerSecond * 100));
        }
    }
}

/// <summary>What statx(2) says of a file.</summary>
/// <param name="Mode">Type and permission bits.</param>
/// <param name="Blocks">512-byte blocks allocated.</param>
/// <param name="Device">The file system it lies on.</param>
/// <param name="RawDevice">What a device node stands for.</param>
/// <param name="MountId">0 when the kernel does not say.</param>
/// <param name="IsMountRoot">STATX_ATTR_MOUNT_ROOT: the root of a mount.</param>
public readonly record struct FileStatus(
    uint Mode, uint Uid, uint Gid, uint Links, ulong Inode, long Size, long Blocks, FileTime Modified, FileTime Changed,
    DeviceNumber Device, DeviceNumber RawDevice, ulong MountId, bool IsMountRoot)
{
    public FileType Type => (FileType)(Mode & 0xF000);

    /// <summary>The lower twelve bits, set-id and sticky included.</summary>
    public uint Permissions => Mode & 0xFFF;

    public bool IsDirectory => Type == FileType.Directory;

    public bool IsRegular => Type == FileType.Regular;

    public bool IsSymlink => Type == FileType.Symlink;
}
