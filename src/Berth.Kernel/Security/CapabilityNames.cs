namespace Berth.Kernel.Security;

/// <summary>The names of capabilities, with the <c>CAP_</c> prefix and in capitals, as in the manual page.</summary>
public static class CapabilityNames
{
    private static ReadOnlySpan<char> All =>
        "CHOWN,DAC_OVERRIDE,DAC_READ_SEARCH,FOWNER,FSETID,KILL,SETGID,SETUID,SETPCAP,LINUX_IMMUTABLE,NET_BIND_SERVICE,NET_BROADCAST," +
        "NET_ADMIN,NET_RAW,IPC_LOCK,IPC_OWNER,SYS_MODULE,SYS_RAWIO,SYS_CHROOT,SYS_PTRACE,SYS_PACCT,SYS_ADMIN,SYS_BOOT,SYS_NICE," +
        "SYS_RESOURCE,SYS_TIME,SYS_TTY_CONFIG,MKNOD,LEASE,AUDIT_WRITE,AUDIT_CONTROL,SETFCAP,MAC_OVERRIDE,MAC_ADMIN,SYSLOG,WAKE_ALARM," +
        "BLOCK_SUSPEND,AUDIT_READ,PERFMON,BPF,CHECKPOINT_RESTORE";

    /// <summary>The number of capabilities that Berth knows.</summary>
    public const int Count = (int)Capability.CheckpointRestore + 1;

    /// <summary><c>CAP_NET_ADMIN</c>.</summary>
    public static string Name(this Capability capability)
    {
        int i = 0;
        foreach (Range range in All.Split(','))
        {
            if (i++ == (int)capability)
                return string.Concat("CAP_", All[range]);
        }
        throw new ArgumentOutOfRangeException(nameof(capability));
    }

    /// <summary>Finds a capability by its name, in any case, with or without <c>CAP_</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out Capability capability)
    {
        if (name.StartsWith("CAP_", StringComparison.OrdinalIgnoreCase))
            name = name[4..];
        int i = 0;
        foreach (Range range in All.Split(','))
        {
            if (All[range].Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                capability = (Capability)i;
                return true;
            }
            i++;
        }
        capability = default;
        return false;
    }
}
