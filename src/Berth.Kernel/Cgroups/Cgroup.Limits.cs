namespace Berth.Kernel.Cgroups;

public sealed partial class Cgroup
{
    /// <summary>
    /// Sets limits. One that cannot be set (no controller, no privilege, a value that the kernel refuses) is returned and does not
    /// hinder the others.
    /// </summary>
    /// <exception cref="KernelException">With <paramref name="strict"/>: the first limit that could not be set.</exception>
    public IReadOnlyList<CgroupWarning> Apply(CgroupLimits limits, bool strict = false)
    {
        var writer = new LimitWriter(Find, Unified, Path, strict);
        MemoryLimits.Apply(writer, limits);
        CpuLimits.Apply(writer, limits);
        BlockIoLimits.Apply(writer, limits);
        OtherLimits.Apply(writer, limits);
        DeviceLimits.Apply(writer, limits);
        return writer.Warnings;
    }
}
