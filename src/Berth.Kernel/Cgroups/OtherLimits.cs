namespace Berth.Kernel.Cgroups;

/// <summary>The controllers with one or two files each.</summary>
internal static class OtherLimits
{
    internal static void Apply(LimitWriter writer, CgroupLimits limits)
    {
        writer.Field = "pids";
        if (limits.Pids is { } pids && writer.Need("pids", "pids") is { } pidsDirectory)
            writer.Write(pidsDirectory, "pids.max", pids <= 0 ? "max" : $"{pids}");

        writer.Field = "hugepageLimits";
        if (limits.HugePages.Count > 0 && writer.Need("hugetlb", "hugetlb") is { } huge)
        {
            string end = huge.Hierarchy.Version == 1 ? "limit_in_bytes" : "max";
            foreach ((string size, ulong bytes) in limits.HugePages)
            {
                writer.Write(huge, $"hugetlb.{size}.{end}", $"{bytes}");
                // Reservations are counted apart since Linux 5.7.
                if (huge.HasFile($"hugetlb.{size}.rsvd.{end}"))
                    writer.Write(huge, $"hugetlb.{size}.rsvd.{end}", $"{bytes}");
            }
        }

        writer.Field = "rdma";
        if (limits.Rdma.Count > 0 && writer.Need("rdma", "rdma") is { } rdma)
        {
            foreach (RdmaDeviceLimit limit in limits.Rdma)
                writer.Write(rdma, "rdma.max", $"{limit.Device} hca_handle={Or(limit.Handles)} hca_object={Or(limit.Objects)}");
        }

        writer.Field = "network";
        if (limits.NetworkClass is { } id && writer.Need("net_cls", "network class") is { } classes)
            writer.Write(classes, "net_cls.classid", $"{id}");
        if (limits.NetworkPriorities.Count > 0 && writer.Need("net_prio", "network priorities") is { } priorities)
        {
            foreach ((string name, uint priority) in limits.NetworkPriorities)
                writer.Write(priorities, "net_prio.ifpriomap", $"{name} {priority}");
        }

        writer.Field = "unified";
        foreach ((string file, string value) in limits.Unified)
            Unified(writer, file, value);
    }

    private static void Unified(LimitWriter writer, string file, string value)
    {
        // A name of a file in the directory, and no other way to move processes or to delegate.
        if (file.Contains('/') || !file.Contains('.') || file.StartsWith("cgroup.", StringComparison.Ordinal))
            writer.Warn(file, "not a file of a cgroup v2 controller");
        else if (writer.Unified is not { } directory)
            writer.Warn(file, "cgroup v2 is not mounted here");
        else
        {
            foreach (Range line in value.AsSpan().Split('\n'))
            {
                if (!value.AsSpan(line).IsEmpty)
                    writer.Write(directory, file, value.AsSpan(line));
            }
        }
    }

    private static string Or(uint? value) => value is null ? "max" : $"{value}";
}
