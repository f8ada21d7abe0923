using System.Text.Json;
using Berth.Engine.Contracts;
using static Berth.Engine.JsonRead;

namespace Berth.Engine;

/// <summary>Reads what <see cref="HostConfigWriter"/> wrote.</summary>
internal static class HostConfigParser
{
    internal static HostConfig Read(ref Utf8JsonReader reader)
    {
        var host = new HostConfig();
        if (!Enter(ref reader)) return host;
        while (Next(ref reader)) host = ReadField(ref reader, host) ?? ReadResource(ref reader, host) ?? HostListsParser.ReadField(ref reader, host) ?? Ignore(ref reader, host);
        return host;
    }

    // Null when the member is none of these; the reader then still stands on its name.
    private static HostConfig? ReadField(ref Utf8JsonReader reader, HostConfig host)
    {
        if (reader.ValueTextEquals("Binds"u8)) return host with { Binds = Texts(ref reader) };
        if (reader.ValueTextEquals("ContainerIDFile"u8)) return host with { ContainerIDFile = Text(ref reader) };
        if (reader.ValueTextEquals("NetworkMode"u8)) return host with { NetworkMode = Text(ref reader) };
        if (reader.ValueTextEquals("AutoRemove"u8)) return host with { AutoRemove = Flag(ref reader) };
        if (reader.ValueTextEquals("VolumeDriver"u8)) return host with { VolumeDriver = Text(ref reader) };
        if (reader.ValueTextEquals("VolumesFrom"u8)) return host with { VolumesFrom = Texts(ref reader) };
        if (reader.ValueTextEquals("Annotations"u8)) return host with { Annotations = Map(ref reader) };
        if (reader.ValueTextEquals("CapAdd"u8)) return host with { CapAdd = Texts(ref reader) };
        if (reader.ValueTextEquals("CapDrop"u8)) return host with { CapDrop = Texts(ref reader) };
        if (reader.ValueTextEquals("CgroupnsMode"u8)) return host with { CgroupnsMode = Text(ref reader) };
        if (reader.ValueTextEquals("Dns"u8)) return host with { Dns = Texts(ref reader) };
        if (reader.ValueTextEquals("DnsOptions"u8)) return host with { DnsOptions = Texts(ref reader) };
        if (reader.ValueTextEquals("DnsSearch"u8)) return host with { DnsSearch = Texts(ref reader) };
        if (reader.ValueTextEquals("ExtraHosts"u8)) return host with { ExtraHosts = Texts(ref reader) };
        if (reader.ValueTextEquals("GroupAdd"u8)) return host with { GroupAdd = Texts(ref reader) };
        if (reader.ValueTextEquals("IpcMode"u8)) return host with { IpcMode = Text(ref reader) };
        if (reader.ValueTextEquals("Cgroup"u8)) return host with { Cgroup = Text(ref reader) };
        if (reader.ValueTextEquals("Links"u8)) return host with { Links = Texts(ref reader) };
        if (reader.ValueTextEquals("OomScoreAdj"u8)) return host with { OomScoreAdj = Int(ref reader) };
        if (reader.ValueTextEquals("PidMode"u8)) return host with { PidMode = Text(ref reader) };
        if (reader.ValueTextEquals("Privileged"u8)) return host with { Privileged = Flag(ref reader) };
        if (reader.ValueTextEquals("PublishAllPorts"u8)) return host with { PublishAllPorts = Flag(ref reader) };
        if (reader.ValueTextEquals("ReadonlyRootfs"u8)) return host with { ReadonlyRootfs = Flag(ref reader) };
        if (reader.ValueTextEquals("SecurityOpt"u8)) return host with { SecurityOpt = Texts(ref reader) };
        if (reader.ValueTextEquals("StorageOpt"u8)) return host with { StorageOpt = Map(ref reader) };
        if (reader.ValueTextEquals("Tmpfs"u8)) return host with { Tmpfs = Map(ref reader) };
        if (reader.ValueTextEquals("UTSMode"u8)) return host with { UTSMode = Text(ref reader) };
        if (reader.ValueTextEquals("UsernsMode"u8)) return host with { UsernsMode = Text(ref reader) };
        if (reader.ValueTextEquals("ShmSize"u8)) return host with { ShmSize = Long(ref reader) };
        if (reader.ValueTextEquals("Sysctls"u8)) return host with { Sysctls = Map(ref reader) };
        if (reader.ValueTextEquals("Runtime"u8)) return host with { Runtime = Text(ref reader) };
        if (reader.ValueTextEquals("Isolation"u8)) return host with { Isolation = Text(ref reader) };
        if (reader.ValueTextEquals("MaskedPaths"u8)) return host with { MaskedPaths = Texts(ref reader) };
        if (reader.ValueTextEquals("ReadonlyPaths"u8)) return host with { ReadonlyPaths = Texts(ref reader) };
        if (reader.ValueTextEquals("Init"u8)) return host with { Init = Flag(ref reader) };
        return null;
    }

    private static HostConfig? ReadResource(ref Utf8JsonReader reader, HostConfig host)
    {
        if (reader.ValueTextEquals("CpuShares"u8)) return host with { CpuShares = Long(ref reader) };
        if (reader.ValueTextEquals("Memory"u8)) return host with { Memory = Long(ref reader) };
        if (reader.ValueTextEquals("NanoCpus"u8)) return host with { NanoCpus = Long(ref reader) };
        if (reader.ValueTextEquals("CgroupParent"u8)) return host with { CgroupParent = Text(ref reader) };
        if (reader.ValueTextEquals("BlkioWeight"u8)) return host with { BlkioWeight = Int(ref reader) };
        if (reader.ValueTextEquals("CpuPeriod"u8)) return host with { CpuPeriod = Long(ref reader) };
        if (reader.ValueTextEquals("CpuQuota"u8)) return host with { CpuQuota = Long(ref reader) };
        if (reader.ValueTextEquals("CpuRealtimePeriod"u8)) return host with { CpuRealtimePeriod = Long(ref reader) };
        if (reader.ValueTextEquals("CpuRealtimeRuntime"u8)) return host with { CpuRealtimeRuntime = Long(ref reader) };
        if (reader.ValueTextEquals("CpusetCpus"u8)) return host with { CpusetCpus = Text(ref reader) };
        if (reader.ValueTextEquals("CpusetMems"u8)) return host with { CpusetMems = Text(ref reader) };
        if (reader.ValueTextEquals("DeviceCgroupRules"u8)) return host with { DeviceCgroupRules = Texts(ref reader) };
        if (reader.ValueTextEquals("MemoryReservation"u8)) return host with { MemoryReservation = Long(ref reader) };
        if (reader.ValueTextEquals("MemorySwap"u8)) return host with { MemorySwap = Long(ref reader) };
        if (reader.ValueTextEquals("MemorySwappiness"u8)) return host with { MemorySwappiness = Long(ref reader) };
        if (reader.ValueTextEquals("OomKillDisable"u8)) return host with { OomKillDisable = Flag(ref reader) };
        if (reader.ValueTextEquals("PidsLimit"u8)) return host with { PidsLimit = Long(ref reader) };
        if (reader.ValueTextEquals("CpuCount"u8)) return host with { CpuCount = Long(ref reader) };
        if (reader.ValueTextEquals("CpuPercent"u8)) return host with { CpuPercent = Long(ref reader) };
        if (reader.ValueTextEquals("IOMaximumIOps"u8)) return host with { IOMaximumIOps = Long(ref reader) };
        if (reader.ValueTextEquals("IOMaximumBandwidth"u8)) return host with { IOMaximumBandwidth = Long(ref reader) };
        return null;
    }

    private static HostConfig Ignore(ref Utf8JsonReader reader, HostConfig host)
    {
        Skip(ref reader);
        return host;
    }
}
