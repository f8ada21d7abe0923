namespace Berth.Oci.Runtime;

internal static partial class SpecReader
{
    internal static Resources ReadResources(JsonObjectReader o) => new()
    {
        Devices = o.List("devices"u8, ReadDeviceRule),
        Memory = o.Object("memory"u8, ReadMemoryResources),
        Cpu = o.Object("cpu"u8, ReadCpuResources),
        Pids = o.Object("pids"u8, ReadPidsResources),
        BlockIo = o.Object("blockIO"u8, ReadBlockIoResources),
        HugepageLimits = o.List("hugepageLimits"u8, ReadHugepageLimit),
        Network = o.Object("network"u8, ReadNetworkResources),
        Rdma = o.Map("rdma"u8, ReadRdmaLimit),
        Unified = o.TextMap("unified"u8),
    };

    internal static DeviceRule ReadDeviceRule(JsonObjectReader o) => new()
    {
        Allow = o.Flag("allow"u8) ?? o.Missing<bool>("allow"u8),
        Type = o.OptionalText("type"u8),
        Major = o.Long("major"u8),
        Minor = o.Long("minor"u8),
        Access = o.OptionalText("access"u8),
    };

    internal static MemoryResources ReadMemoryResources(JsonObjectReader o) => new()
    {
        Limit = o.Long("limit"u8),
        Reservation = o.Long("reservation"u8),
        Swap = o.Long("swap"u8),
        Kernel = o.Long("kernel"u8),
        KernelTcp = o.Long("kernelTCP"u8),
        Swappiness = o.ULong("swappiness"u8),
        DisableOomKiller = o.Flag("disableOOMKiller"u8),
        UseHierarchy = o.Flag("useHierarchy"u8),
        CheckBeforeUpdate = o.Flag("checkBeforeUpdate"u8),
    };

    internal static CpuResources ReadCpuResources(JsonObjectReader o) => new()
    {
        Shares = o.ULong("shares"u8),
        Quota = o.Long("quota"u8),
        Burst = o.ULong("burst"u8),
        Period = o.ULong("period"u8),
        RealtimeRuntime = o.Long("realtimeRuntime"u8),
        RealtimePeriod = o.ULong("realtimePeriod"u8),
        Cpus = o.OptionalText("cpus"u8),
        Mems = o.OptionalText("mems"u8),
        Idle = o.Long("idle"u8),
    };

    internal static PidsResources ReadPidsResources(JsonObjectReader o) => new()
    {
        Limit = o.Long("limit"u8),
    };

    internal static BlockIoResources ReadBlockIoResources(JsonObjectReader o) => new()
    {
        Weight = o.UShort("weight"u8),
        LeafWeight = o.UShort("leafWeight"u8),
        WeightDevice = o.List("weightDevice"u8, ReadWeightDevice),
        ThrottleReadBpsDevice = o.List("throttleReadBpsDevice"u8, ReadThrottleDevice),
        ThrottleWriteBpsDevice = o.List("throttleWriteBpsDevice"u8, ReadThrottleDevice),
        ThrottleReadIopsDevice = o.List("throttleReadIOPSDevice"u8, ReadThrottleDevice),
        ThrottleWriteIopsDevice = o.List("throttleWriteIOPSDevice"u8, ReadThrottleDevice),
    };

    internal static WeightDevice ReadWeightDevice(JsonObjectReader o) => new()
    {
        Major = o.Long("major"u8) ?? o.Missing<long>("major"u8),
        Minor = o.Long("minor"u8) ?? o.Missing<long>("minor"u8),
        Weight = o.UShort("weight"u8),
        LeafWeight = o.UShort("leafWeight"u8),
    };

    internal static ThrottleDevice ReadThrottleDevice(JsonObjectReader o) => new()
    {
        Major = o.Long("major"u8) ?? o.Missing<long>("major"u8),
        Minor = o.Long("minor"u8) ?? o.Missing<long>("minor"u8),
        Rate = o.ULong("rate"u8) ?? o.Missing<ulong>("rate"u8),
    };

    internal static HugepageLimit ReadHugepageLimit(JsonObjectReader o) => new()
    {
        PageSize = o.Text("pageSize"u8),
        Limit = o.ULong("limit"u8) ?? o.Missing<ulong>("limit"u8),
    };

    internal static NetworkResources ReadNetworkResources(JsonObjectReader o) => new()
    {
        ClassId = o.UInt("classID"u8),
        Priorities = o.List("priorities"u8, ReadInterfacePriority),
    };

    internal static InterfacePriority ReadInterfacePriority(JsonObjectReader o) => new()
    {
        Name = o.Text("name"u8),
        Priority = o.UInt("priority"u8) ?? o.Missing<uint>("priority"u8),
    };

    internal static RdmaLimit ReadRdmaLimit(JsonObjectReader o) => new()
    {
        HcaHandles = o.UInt("hcaHandles"u8),
        HcaObjects = o.UInt("hcaObjects"u8),
    };
}
