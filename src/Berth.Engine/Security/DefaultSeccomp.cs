using System.Runtime.InteropServices;
using Berth.Kernel.Security;
using Berth.Oci.Runtime;

namespace Berth.Engine.Security;

/// <summary>
/// Docker's default seccomp profile (moby 28), which lets through what ordinary programs need: everything else fails with EPERM, and
/// calls newer than the profile with ENOSYS. Two things differ. AF_ALG sockets are refused (CVE-2026-31431), as in later
/// releases of Docker; and socket families are compared by the 32 bits that the kernel uses, so that set upper bits lead to nothing.
/// </summary>
public static class DefaultSeccomp
{
    private const string Allow = "SCMP_ACT_ALLOW", Fail = "SCMP_ACT_ERRNO";

    // CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET.
    private const ulong NamespaceFlags = 0x7E020000;

    private const string Always =
        "accept accept4 access adjtimex alarm bind brk cachestat capget capset chdir chmod chown chown32 clock_adjtime clock_adjtime64 " +
        "clock_getres clock_getres_time64 clock_gettime clock_gettime64 clock_nanosleep clock_nanosleep_time64 close close_range connect " +
        "copy_file_range creat dup dup2 dup3 epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait " +
        "epoll_wait_old eventfd eventfd2 execve execveat exit exit_group faccessat faccessat2 fadvise64 fadvise64_64 fallocate fanotify_mark " +
        "fchdir fchmod fchmodat fchmodat2 fchown fchown32 fchownat fcntl fcntl64 fdatasync fgetxattr flistxattr flock fork fremovexattr " +
        "fsetxattr fstat fstat64 fstatat64 fstatfs fstatfs64 fsync ftruncate ftruncate64 futex futex_requeue futex_time64 futex_wait " +
        "futex_waitv futex_wake futimesat getcpu getcwd getdents getdents64 getegid getegid32 geteuid geteuid32 getgid getgid32 getgroups " +
        "getgroups32 getitimer getpeername getpgid getpgrp getpid getppid getpriority getrandom getresgid getresgid32 getresuid getresuid32 " +
        "getrlimit get_robust_list getrusage getsid getsockname getsockopt get_thread_area gettid gettimeofday getuid getuid32 getxattr " +
        "getxattrat inotify_add_watch inotify_init inotify_init1 inotify_rm_watch io_cancel ioctl io_destroy io_getevents io_pgetevents " +
        "io_pgetevents_time64 ioprio_get ioprio_set io_setup io_submit ipc kill landlock_add_rule landlock_create_ruleset " +
        "landlock_restrict_self lchown lchown32 lgetxattr link linkat listen listmount listxattr listxattrat llistxattr _llseek lremovexattr " +
        "lseek lsetxattr lstat lstat64 madvise map_shadow_stack membarrier memfd_create memfd_secret mincore mkdir mkdirat mknod mknodat " +
        "mlock mlock2 mlockall mmap mmap2 mprotect mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedreceive_time64 mq_timedsend " +
        "mq_timedsend_time64 mq_unlink mremap mseal msgctl msgget msgrcv msgsnd msync munlock munlockall munmap name_to_handle_at nanosleep " +
        "newfstatat _newselect open openat openat2 pause pidfd_open pidfd_send_signal pipe pipe2 pkey_alloc pkey_free pkey_mprotect poll " +
        "ppoll ppoll_time64 prctl pread64 preadv preadv2 prlimit64 process_mrelease pselect6 pselect6_time64 pwrite64 pwritev pwritev2 read " +
        "readahead readlink readlinkat readv recv recvfrom recvmmsg recvmmsg_time64 recvmsg remap_file_pages removexattr removexattrat " +
        "rename renameat renameat2 restart_syscall rmdir rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn " +
        "rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo sched_getaffinity sched_getattr sched_getparam " +
        "sched_get_priority_max sched_get_priority_min sched_getscheduler sched_rr_get_interval sched_rr_get_interval_time64 " +
        "sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield seccomp select semctl semget semop semtimedop " +
        "semtimedop_time64 send sendfile sendfile64 sendmmsg sendmsg sendto setfsgid setfsgid32 setfsuid setfsuid32 setgid setgid32 " +
        "setgroups setgroups32 setitimer setpgid setpriority setregid setregid32 setresgid setresgid32 setresuid setresuid32 setreuid " +
        "setreuid32 setrlimit set_robust_list setsid setsockopt set_thread_area set_tid_address setuid setuid32 setxattr setxattrat shmat " +
        "shmctl shmdt shmget shutdown sigaltstack signalfd signalfd4 sigprocmask sigreturn socketcall socketpair splice stat stat64 statfs " +
        "statfs64 statmount statx symlink symlinkat sync sync_file_range syncfs sysinfo tee tgkill time timer_create timer_delete " +
        "timer_getoverrun timer_gettime timer_gettime64 timer_settime timer_settime64 timerfd_create timerfd_gettime timerfd_gettime64 " +
        "timerfd_settime timerfd_settime64 times tkill truncate truncate64 ugetrlimit umask uname unlink unlinkat uretprobe utime utimensat " +
        "utimensat_time64 utimes vfork vmsplice wait4 waitid waitpid write writev " +
        // ptrace is safe since Linux 4.8, and Berth needs 6.1.
        "process_vm_readv process_vm_writev ptrace";

    private const string OnArm = "arm_fadvise64_64 arm_sync_file_range sync_file_range2 breakpoint cacheflush set_tls";

    private const string OnX86 = "arch_prctl modify_ldt";

    private static readonly (Capability Capability, string Names)[] ByCapability =
    [
        (Capability.DacReadSearch, "open_by_handle_at"),
        (Capability.SysAdmin, "bpf clone clone3 fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie lsm_get_self_attr lsm_list_modules " +
            "lsm_set_self_attr mount mount_setattr move_mount open_tree perf_event_open quotactl quotactl_fd setdomainname sethostname setns syslog " +
            "umount umount2 unshare"),
        (Capability.SysBoot, "reboot"),
        (Capability.SysChroot, "chroot"),
        (Capability.SysModule, "delete_module init_module finit_module"),
        (Capability.SysPacct, "acct"),
        (Capability.SysPtrace, "kcmp pidfd_getfd process_madvise"),
        (Capability.SysRawio, "iopl ioperm"),
        (Capability.SysTime, "settimeofday stime clock_settime clock_settime64"),
        (Capability.SysTtyConfig, "vhangup"),
        (Capability.SysNice, "get_mempolicy mbind set_mempolicy set_mempolicy_home_node"),
        (Capability.Syslog, "syslog"),
        (Capability.Bpf, "bpf"),
        (Capability.Perfmon, "perf_event_open"),
    ];

    // Every family below 64 but AF_ALG (38) and AF_VSOCK (40), as blocks of powers of two.
    private static readonly (ulong First, ulong Size)[] Families = [(0, 32), (32, 4), (36, 2), (39, 1), (41, 1), (42, 2), (44, 4), (48, 16)];

    /// <summary>The profile for this machine and a container's bounding set.</summary>
    public static Seccomp Create(CapabilitySet capabilities) => Create(capabilities, RuntimeInformation.ProcessArchitecture == Architecture.Arm64);

    internal static Seccomp Create(CapabilitySet capabilities, bool arm)
    {
        List<SeccompRule> rules =
        [
            new SeccompRule { Names = Always.Split(' '), Action = Allow },
            new SeccompRule { Names = (arm ? OnArm : OnX86).Split(' '), Action = Allow },
        ];
        foreach ((ulong first, ulong size) in Families)
            rules.Add(Masked("socket", ~(size - 1) & 0xFFFFFFFF, first));
        foreach (ulong personality in (ReadOnlySpan<ulong>)[0, 8, 0x20000, 0x20008, 0xFFFFFFFF])
        {
            SeccompArgument wanted = new() { Index = 0, Value = personality, Op = "SCMP_CMP_EQ" };
            rules.Add(new SeccompRule { Names = ["personality"], Action = Allow, Args = [wanted] });
        }
        foreach ((Capability capability, string names) in ByCapability)
        {
            if (capabilities.Contains(capability))
                rules.Add(new SeccompRule { Names = names.Split(' '), Action = Allow });
        }
        if (!capabilities.Contains(Capability.SysAdmin))
        {
            rules.Add(Masked("clone", NamespaceFlags, 0));
            // The flags of clone3 are behind a pointer: ENOSYS makes the C library use clone instead.
            rules.Add(new SeccompRule { Names = ["clone3"], Action = Fail, ErrnoRet = 38 });
        }
        return new Seccomp
        {
            DefaultAction = Fail,
            DefaultErrnoRet = 1,
            Architectures = arm ? ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"] : ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
            Syscalls = [.. rules],
        };
    }

    private static SeccompRule Masked(string name, ulong mask, ulong value)
    {
        SeccompArgument argument = new() { Index = 0, Value = mask, ValueTwo = value, Op = "SCMP_CMP_MASKED_EQ" };
        return new SeccompRule { Names = [name], Action = Allow, Args = [argument] };
    }
}
