using System.Runtime.InteropServices;

namespace Berth.Kernel;

/// <summary>
/// System call numbers of the running architecture (x86-64 or arm64). From 424 on all architectures share the numbers.
/// </summary>
public static class SyscallNumber
{
    private static bool Arm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    public static int Read => Arm ? 63 : 0;
    public static int Write => Arm ? 64 : 1;
    public static int Close => Arm ? 57 : 3;
    public static int Ioctl => Arm ? 29 : 16;
    public static int Dup3 => Arm ? 24 : 292;
    public static int Getpid => Arm ? 172 : 39;
    public static int ExitGroup => Arm ? 94 : 231;
    public static int Execve => Arm ? 221 : 59;
    public static int Execveat => Arm ? 281 : 322;
    public static int Openat => Arm ? 56 : 257;
    public static int Mkdirat => Arm ? 34 : 258;
    public static int Symlinkat => Arm ? 36 : 266;
    public static int Fchdir => Arm ? 50 : 81;
    public static int Chdir => Arm ? 49 : 80;
    public static int Chroot => Arm ? 51 : 161;
    public static int Umask => Arm ? 166 : 95;
    public static int Mount => Arm ? 40 : 165;
    public static int Umount2 => Arm ? 39 : 166;
    public static int PivotRoot => Arm ? 41 : 155;
    public static int Sethostname => Arm ? 161 : 170;
    public static int Setdomainname => Arm ? 162 : 171;
    public static int Setsid => Arm ? 157 : 112;
    public static int Setresuid => Arm ? 147 : 117;
    public static int Setresgid => Arm ? 149 : 119;
    public static int Setgroups => Arm ? 159 : 116;
    public static int Capset => Arm ? 91 : 126;
    public static int Prctl => Arm ? 167 : 157;
    public static int Prlimit64 => Arm ? 261 : 302;
    public static int Seccomp => Arm ? 277 : 317;
    public static int Unshare => Arm ? 97 : 272;
    public static int Setns => Arm ? 268 : 308;
    public static int RtSigprocmask => Arm ? 135 : 14;
    public static int Clone => Arm ? 220 : 56;
    public static int RtSigtimedwait => Arm ? 137 : 128;
    public static int RtSigaction => Arm ? 134 : 13;
    public static int SchedSetscheduler => Arm ? 119 : 144;
    public static int SchedSetattr => Arm ? 274 : 314;
    public static int SchedSetaffinity => Arm ? 122 : 203;
    public static int IoprioSet => Arm ? 30 : 251;
    public static int Personality => Arm ? 92 : 135;
    public static int SetMempolicy => Arm ? 237 : 238;
    public static int Keyctl => Arm ? 219 : 250;
    public static int Fstatfs => Arm ? 44 : 138;
    public static int Socket => Arm ? 198 : 41;
    public static int Wait4 => Arm ? 260 : 61;
    public static int Kill => Arm ? 129 : 62;

    public const int PidfdSendSignal = 424;
    public const int OpenTree = 428;
    public const int MoveMount = 429;
    public const int Fsopen = 430;
    public const int Fsconfig = 431;
    public const int Fsmount = 432;
    public const int Fspick = 433;
    public const int PidfdOpen = 434;
    public const int Clone3 = 435;
    public const int CloseRange = 436;
    public const int Openat2 = 437;
    public const int PidfdGetfd = 438;
    public const int MountSetattr = 442;
}
