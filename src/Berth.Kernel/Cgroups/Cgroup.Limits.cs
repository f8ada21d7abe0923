namespace Berth.Kernel.Cgroups;

public sealed partial class Cgroup
{
    /// <summary>
    /// Sets limits. One that cannot be set (no controller, no privilege, a value that the kernel refuses) is returned and does not
    /// hinder the others.
    /// </summary>
    public IReadOnlyList<CgroupWarning> Apply(CgroupLimits limits)
    {
        var writer = new LimitWriter(Find, WhyNot, Unified);
        MemoryLimits.Apply(writer, limits);
        CpuLimits.Apply(writer, limits);
        BlockIoLimits.Apply(writer, limits);
        OtherLimits.Apply(writer, limits);
        DeviceLimits.Apply(writer, limits);
        return writer.Warnings;
    }

    private string WhyNot(string controller)
    {
        foreach ((CgroupHierarchy hierarchy, Errno errno) in _refused)
        {
            if (hierarchy.Has(hierarchy.Version == 2 && controller == "blkio" ? "io" : controller))
                return $"the {controller} cgroup cannot be made: {errno.Describe()}";
        }
        return $"the kernel has no {controller} cgroup controller here";
    }
}
