namespace Berth.Engine;

/// <summary><c>linux.sysctl</c>: Docker's two defaults for a network namespace of its own, then the user's.</summary>
internal static class SysctlSection
{
    internal static SortedDictionary<string, string>? Build(SpecInputs inputs)
    {
        var sysctls = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (inputs.HasOwnNetwork)
        {
            // ping without CAP_NET_RAW; the range has to be mapped, so not in a user namespace.
            if (inputs.Privileged) sysctls["net.ipv4.ping_group_range"] = "0 2147483647";
            sysctls["net.ipv4.ip_unprivileged_port_start"] = "0";
        }
        foreach ((string name, string value) in inputs.Host.Sysctls ?? []) sysctls[name] = value;
        return sysctls.Count == 0 ? null : sysctls;
    }
}
