using Berth.Engine.Contracts;
using Berth.Kernel.Cgroups;
using Berth.Oci;

namespace Berth.Engine;

/// <summary>Checks of memory, CPU, tasks and block I/O, in Docker's words.</summary>
internal static class ResourceValidation
{
    private const long LeastMemory = 6 << 20;

    internal static void Check(HostConfig host, HostFacts facts)
    {
        Require(host.Memory is 0 or >= LeastMemory, "Minimum memory limit allowed is 6MB");
        Require(host.Memory == 0 || host.MemorySwap <= 0 || host.MemorySwap >= host.Memory, "Minimum memoryswap limit should be larger than memory limit, see usage");
        Require(host.Memory != 0 || host.MemorySwap <= 0, "You should always set the Memory limit when using Memoryswap limit, see usage");
        Require(host.MemorySwappiness is null or -1 or (>= 0 and <= 100), $"Invalid value: {host.MemorySwappiness}, valid memory swappiness range is 0-100");
        Require(host.MemoryReservation is 0 or >= LeastMemory, "Minimum memory reservation allowed is 6MB");
        Require(host.Memory == 0 || host.MemoryReservation <= host.Memory, "Minimum memory limit can not be less than memory reservation limit, see usage");

        Require(host.NanoCpus == 0 || host.CpuPeriod == 0, "Conflicting options: Nano CPUs and CPU Period cannot both be set");
        Require(host.NanoCpus == 0 || host.CpuQuota == 0, "Conflicting options: Nano CPUs and CPU Quota cannot both be set");
        Require(
            host.NanoCpus >= 0 && host.NanoCpus <= facts.Cpus * 1_000_000_000L && host.NanoCpus is 0 or >= 10_000_000,
            $"range of CPUs is from 0.01 to {facts.Cpus}.00, as there are only {facts.Cpus} CPUs available");
        Require(host.CpuShares >= 0, "shares: invalid argument");
        Require(host.CpuPeriod is 0 or (>= 1000 and <= 1_000_000), "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
        Require(host.CpuQuota is <= 0 or >= 1000, "CPU cfs quota can not be less than 1ms (i.e. 1000)");
        CheckList(host.CpusetCpus, "Invalid value {0} for cpuset cpus");
        CheckList(host.CpusetMems, "Invalid value {0} for cpuset mems");
        if (host.CpusetCpus.Length > 0 && Highest(host.CpusetCpus) >= facts.Cpus)
            throw Invalid($"Requested CPUs are not available - requested {host.CpusetCpus}, available: 0{(facts.Cpus > 1 ? "-" + (facts.Cpus - 1) : "")}");

        Require(host.PidsLimit is null or >= -1, $"Invalid value: {host.PidsLimit}, the pids limit is a number of tasks, or -1");
        Require(host.BlkioWeight is 0 or (>= 10 and <= 1000), "Range of blkio weight is from 10 to 1000");
        foreach (WeightDevice device in host.BlkioWeightDevice ?? [])
            Require(device.Weight is >= 10 and <= 1000, "Range of blkio weight is from 10 to 1000");
    }

    private static void CheckList(string list, string message)
    {
        if (list.Length > 0 && Highest(list) < 0) throw Invalid(message.Replace("{0}", list, StringComparison.Ordinal));
    }

    /// <summary>The greatest number of a list of CPUs or memory nodes; -1 for what is no list.</summary>
    private static int Highest(string list)
    {
        int highest = -1;
        foreach (Range part in list.AsSpan().Split(','))
        {
            if (!NumberRange.TryParse(list.AsSpan(part), out NumberRange range)) return -1;
            highest = Math.Max(highest, range.Last);
        }
        return highest;
    }

    private static void Require(bool holds, string message)
    {
        if (!holds) throw Invalid(message);
    }

    private static EngineException Invalid(string message) => new(ErrorKind.InvalidArgument, message);
}
