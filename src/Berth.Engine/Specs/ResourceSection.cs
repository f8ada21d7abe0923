using Berth.Engine.Contracts;
using Berth.Kernel;
using Berth.Oci;
using Berth.Oci.Runtime;
using OciThrottle = Berth.Oci.Runtime.ThrottleDevice;
using OciWeight = Berth.Oci.Runtime.WeightDevice;
using ThrottleDevice = Berth.Engine.Contracts.ThrottleDevice;
using WeightDevice = Berth.Engine.Contracts.WeightDevice;

namespace Berth.Engine;

/// <summary><c>linux.resources</c>: memory, CPU, tasks, block I/O, device rules. What is not limited is absent.</summary>
internal static class ResourceSection
{
    private const long NanosecondsPerCpu = 1_000_000_000;
    private const long DefaultPeriod = 100_000; // microseconds

    internal static Resources Build(SpecInputs inputs) => new()
    {
        Devices = DeviceSection.Rules(inputs.Host),
        Memory = MemoryOf(inputs.Host),
        Cpu = CpuOf(inputs.Host),
        Pids = inputs.Host.PidsLimit is { } pids and not 0 ? new PidsResources { Limit = pids < 0 ? -1 : pids } : null,
        BlockIo = BlockIoOf(inputs.Host),
    };

    private static MemoryResources? MemoryOf(HostConfig host)
    {
        if (host.Memory == 0 && host.MemoryReservation == 0 && host.MemorySwap == 0 && host.MemorySwappiness is null && host.OomKillDisable != true) return null;
        return new MemoryResources
        {
            Limit = host.Memory > 0 ? host.Memory : null,
            Reservation = host.MemoryReservation > 0 ? host.MemoryReservation : null,
            Swap = host.MemorySwap != 0 ? host.MemorySwap : null,
            Swappiness = (ulong?)host.MemorySwappiness,
            DisableOomKiller = host.OomKillDisable == true ? true : null,
        };
    }

    private static CpuResources? CpuOf(HostConfig host)
    {
        var cpu = new CpuResources
        {
            Shares = host.CpuShares > 0 ? (ulong)host.CpuShares : null,
            Quota = host.NanoCpus > 0 ? host.NanoCpus * DefaultPeriod / NanosecondsPerCpu : host.CpuQuota != 0 ? host.CpuQuota : null,
            Period = host.NanoCpus > 0 ? DefaultPeriod : host.CpuPeriod != 0 ? (ulong)host.CpuPeriod : null,
            RealtimeRuntime = host.CpuRealtimeRuntime != 0 ? host.CpuRealtimeRuntime : null,
            RealtimePeriod = host.CpuRealtimePeriod != 0 ? (ulong)host.CpuRealtimePeriod : null,
            Cpus = host.CpusetCpus.Length > 0 ? host.CpusetCpus : null,
            Mems = host.CpusetMems.Length > 0 ? host.CpusetMems : null,
        };
        return cpu == new CpuResources() ? null : cpu;
    }

    private static BlockIoResources? BlockIoOf(HostConfig host)
    {
        if (host.BlkioWeight == 0 && host.BlkioWeightDevice is null && host.BlkioDeviceReadBps is null && host.BlkioDeviceWriteBps is null &&
            host.BlkioDeviceReadIOps is null && host.BlkioDeviceWriteIOps is null) return null;
        return new BlockIoResources
        {
            Weight = host.BlkioWeight == 0 ? null : (ushort)host.BlkioWeight,
            WeightDevice = Weights(host.BlkioWeightDevice),
            ThrottleReadBpsDevice = Throttles(host.BlkioDeviceReadBps),
            ThrottleWriteBpsDevice = Throttles(host.BlkioDeviceWriteBps),
            ThrottleReadIopsDevice = Throttles(host.BlkioDeviceReadIOps),
            ThrottleWriteIopsDevice = Throttles(host.BlkioDeviceWriteIOps),
        };
    }

    private static OciWeight[]? Weights(WeightDevice[]? devices) => devices is not { Length: > 0 } ? null : Array.ConvertAll(devices, device =>
    {
        DeviceNumber number = NumberOf(device.Path);
        return new OciWeight { Major = number.Major, Minor = number.Minor, Weight = (ushort)device.Weight };
    });

    private static OciThrottle[]? Throttles(ThrottleDevice[]? devices) => devices is not { Length: > 0 } ? null : Array.ConvertAll(devices, device =>
    {
        DeviceNumber number = NumberOf(device.Path);
        return new OciThrottle { Major = number.Major, Minor = number.Minor, Rate = device.Rate };
    });

    private static DeviceNumber NumberOf(string path)
    {
        Errno errno = Files.TryStatus(null, path, out FileStatus status, follow: true);
        if (errno != Errno.None) throw new EngineException(ErrorKind.InvalidArgument, $"stat {path}: {errno.Message().ToLowerInvariant()}");
        return status.RawDevice;
    }
}
