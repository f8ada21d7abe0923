namespace Berth.Kernel.Cgroups;

/// <summary>One mounted cgroup hierarchy.</summary>
/// <param name="Version">1 or 2.</param>
/// <param name="MountPoint">Where it is mounted, without a slash at the end.</param>
/// <param name="Controllers">
/// The controllers attached to it by the kernel's names (<c>cpu</c>, <c>blkio</c> in version 1, <c>io</c> in version 2); a version 1
/// hierarchy without any has its name instead (<c>name=systemd</c>).
/// </param>
public sealed record CgroupHierarchy(int Version, string MountPoint, IReadOnlyList<string> Controllers)
{
    public bool Has(string controller)
    {
        for (int i = 0; i < Controllers.Count; i++)
        {
            if (Controllers[i] == controller)
                return true;
        }
        return false;
    }

    /// <summary><c>cgroup v1 cpu,cpuacct</c> or <c>cgroup v2</c>, for messages.</summary>
    public override string ToString() => Version == 2 ? "cgroup v2" : $"cgroup v1 {string.Join(',', Controllers)}";
}
