namespace Berth.Kernel.Mounts;

/// <summary>Constants of the mount system calls, for steps of a launch plan: fsopen(2), fsmount(2), move_mount(2), open_tree(2), umount(2).</summary>
public static class MountNumbers
{
    public const int FsopenCloseOnExec = 1;
    public const int FsmountCloseOnExec = 1;
    public const int FsconfigSetFlag = 0;
    public const int FsconfigSetString = 1;
    public const int FsconfigSetFd = 5;
    public const int FsconfigCreate = 6;
    public const int FsconfigReconfigure = 7;
    public const int FspickCloseOnExec = 1;
    public const int FspickEmptyPath = 8;
    public const int MoveFromEmptyPath = 0x04;
    public const int MoveToEmptyPath = 0x40;
    public const int OpenTreeClone = 1;
    public const int OpenTreeCloseOnExec = 0x80000;
    public const int AtEmptyPath = 0x1000;
    public const int AtRecursive = 0x8000;
    public const int AtFdCwd = -100;
    public const int DetachUnmount = 2;
}
