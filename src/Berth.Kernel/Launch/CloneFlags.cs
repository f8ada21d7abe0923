namespace Berth.Kernel.Launch;

/// <summary>Flags of clone3(2), unshare(2) and setns(2).</summary>
[Flags]
public enum CloneFlags : ulong
{
    None = 0,
    NewTime = 0x80,
    PidFd = 0x1000,
    NewMount = 0x2_0000,
    NewCgroup = 0x200_0000,
    NewUts = 0x400_0000,
    NewIpc = 0x800_0000,
    NewUser = 0x1000_0000,
    NewPid = 0x2000_0000,
    NewNetwork = 0x4000_0000,
    ClearSignalHandlers = 0x1_0000_0000,
    IntoCgroup = 0x2_0000_0000,
}
