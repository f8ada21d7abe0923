namespace Berth.Kernel.Security;

/// <summary>The security modules of the running kernel that label processes.</summary>
[Flags]
public enum SecurityModules
{
    None = 0,
    AppArmor = 1,
    SELinux = 2,
}

/// <summary>Asks the running kernel for its <see cref="SecurityModules"/>.</summary>
public static class SecurityModuleHost
{
    /// <summary>Those that are built in and switched on.</summary>
    public static SecurityModules Detect()
    {
        // Not from /sys/kernel/security/lsm: securityfs need not be mounted.
        byte[]? enabled = Files.ReadAllBytes(null, "/sys/module/apparmor/parameters/enabled", 16);
        bool selinux = Files.TryStatus(null, "/sys/fs/selinux/enforce", out _) == Errno.None;
        return (enabled is [(byte)'Y', ..] ? SecurityModules.AppArmor : 0) | (selinux ? SecurityModules.SELinux : 0);
    }
}
