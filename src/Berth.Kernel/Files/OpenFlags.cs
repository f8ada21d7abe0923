using System.Runtime.InteropServices;

namespace Berth.Kernel;

/// <summary>Flags of openat2(2). O_CLOEXEC is always added. The four values that differ on arm64 are translated when used.</summary>
[Flags]
public enum OpenFlags
{
    ReadOnly = 0,
    WriteOnly = 1,
    ReadWrite = 2,
    Create = 0x40,
    Exclusive = 0x80,
    NoControllingTty = 0x100,
    Truncate = 0x200,
    Append = 0x400,
    NonBlock = 0x800,
    Direct = 0x4000,
    Directory = 0x10000,
    NoFollow = 0x20000,
    NoAccessTime = 0x40000,
    CloseOnExec = 0x80000,
    Path = 0x200000,

    /// <summary>A nameless file in the directory given (O_TMPFILE).</summary>
    TemporaryFile = 0x410000,
}

/// <summary>How openat2(2) resolves a path (RESOLVE_*).</summary>
[Flags]
public enum ResolveFlags
{
    None = 0,

    /// <summary>Cross no mount point.</summary>
    NoMounts = 1,

    /// <summary>Follow no magic link of procfs.</summary>
    NoMagicLinks = 2,

    /// <summary>Follow no symbolic link at all, in any component: ELOOP.</summary>
    NoSymlinks = 4,

    /// <summary>Leaving the directory (.., absolute link) is EXDEV.</summary>
    Beneath = 8,

    /// <summary>The directory is the root: absolute links and .. stay inside.</summary>
    InRoot = 16,
}

public static class OpenFlagsExtensions
{
    private static readonly bool Arm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>The running architecture's bits, with O_CLOEXEC.</summary>
    public static int Native(this OpenFlags flags)
    {
        int bits = (int)flags | (int)OpenFlags.CloseOnExec;
        if (!Arm) return bits;
        // arm64: O_DIRECTORY 0x4000, O_NOFOLLOW 0x8000, O_DIRECT 0x10000 (x86: 0x10000, 0x20000, 0x4000).
        int moved = bits & ~0x34000;
        if ((bits & 0x10000) != 0) moved |= 0x4000;
        if ((bits & 0x20000) != 0) moved |= 0x8000;
        if ((bits & 0x4000) != 0) moved |= 0x10000;
        return moved;
    }
}
