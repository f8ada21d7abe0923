namespace Berth.Kernel.Cgroups;

/// <summary>Weights and rates of block devices.</summary>
internal static class BlockIoLimits
{
    internal static void Apply(LimitWriter writer, CgroupLimits limits)
    {
        writer.Field = "blockIO";
        if (limits.BlkioWeight is null or 0 && limits.BlkioWeights.Count + limits.ReadBytesPerSecond.Count + limits.WriteBytesPerSecond.Count
            + limits.ReadsPerSecond.Count + limits.WritesPerSecond.Count == 0)
            return;
        if (writer.Need("blkio", "block I/O") is not { } directory)
            return;
        bool first = directory.Hierarchy.Version == 1;

        // The weight belongs to the scheduler BFQ where that is built in, else to CFQ (version 1) or the cost model (version 2).
        (string weight, string device, bool plain) = first
            ? directory.HasFile("blkio.bfq.weight") ? ("blkio.bfq.weight", "blkio.bfq.weight_device", true) : ("blkio.weight", "blkio.weight_device", true)
            : directory.HasFile("io.bfq.weight") ? ("io.bfq.weight", "io.bfq.weight", true) : ("io.weight", "io.weight", false);
        if (limits.BlkioWeight is > 0 and { } value)
            writer.Write(directory, weight, $"{(plain ? value : Weight(value))}");
        foreach (BlockDeviceLimit limit in limits.BlkioWeights)
            writer.Write(directory, device, $"{limit.Major}:{limit.Minor} {(plain ? limit.Value : Weight(limit.Value))}");

        Throttle(writer, directory, limits.ReadBytesPerSecond, "blkio.throttle.read_bps_device", "rbps");
        Throttle(writer, directory, limits.WriteBytesPerSecond, "blkio.throttle.write_bps_device", "wbps");
        Throttle(writer, directory, limits.ReadsPerSecond, "blkio.throttle.read_iops_device", "riops");
        Throttle(writer, directory, limits.WritesPerSecond, "blkio.throttle.write_iops_device", "wiops");
    }

    private static void Throttle(LimitWriter writer, CgroupDirectory directory, IReadOnlyList<BlockDeviceLimit> limits, string first, string key)
    {
        foreach (BlockDeviceLimit limit in limits)
        {
            if (directory.Hierarchy.Version == 1)
                writer.Write(directory, first, $"{limit.Major}:{limit.Minor} {limit.Value}");
            else
                writer.Write(directory, "io.max", $"{limit.Major}:{limit.Minor} {key}={(limit.Value == 0 ? "max" : $"{limit.Value}")}");
        }
    }

    // From 10..1000 to 1..10000.
    private static ulong Weight(ulong weight) => 1 + (Math.Clamp(weight, 10, 1000) - 10) * 9999 / 990;
}
