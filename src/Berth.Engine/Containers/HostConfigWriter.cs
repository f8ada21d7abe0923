using Berth.Engine.Contracts;
using static Berth.Engine.ConfigWriter;

namespace Berth.Engine;

/// <summary>The part of <see cref="RecordWriter"/> for <see cref="HostConfig"/>.</summary>
internal static class HostConfigWriter
{
    internal static void Write(CompactJson json, HostConfig host)
    {
        json.BeginObject("HostConfig"u8);
        json.Texts("Binds"u8, host.Binds);
        json.Text("ContainerIDFile"u8, Some(host.ContainerIDFile));
        json.BeginObject("LogConfig"u8);
        json.Text("Type"u8, host.LogConfig.Type);
        json.Map("Config"u8, host.LogConfig.Config);
        json.EndObject();
        json.Text("NetworkMode"u8, Some(host.NetworkMode));
        WritePorts(json, host.PortBindings);
        json.BeginObject("RestartPolicy"u8);
        json.Text("Name"u8, host.RestartPolicy.Name);
        json.NonZero("MaximumRetryCount"u8, host.RestartPolicy.MaximumRetryCount);
        json.EndObject();
        json.Set("AutoRemove"u8, host.AutoRemove);
        json.Text("VolumeDriver"u8, Some(host.VolumeDriver));
        json.Texts("VolumesFrom"u8, host.VolumesFrom);
        json.Numbers("ConsoleSize"u8, host.ConsoleSize);
        json.Map("Annotations"u8, host.Annotations);
        json.Texts("CapAdd"u8, host.CapAdd);
        json.Texts("CapDrop"u8, host.CapDrop);
        json.Text("CgroupnsMode"u8, Some(host.CgroupnsMode));
        json.Texts("Dns"u8, host.Dns);
        json.Texts("DnsOptions"u8, host.DnsOptions);
        json.Texts("DnsSearch"u8, host.DnsSearch);
        json.Texts("ExtraHosts"u8, host.ExtraHosts);
        json.Texts("GroupAdd"u8, host.GroupAdd);
        json.Text("IpcMode"u8, Some(host.IpcMode));
        json.Text("Cgroup"u8, Some(host.Cgroup));
        json.Texts("Links"u8, host.Links);
        json.NonZero("OomScoreAdj"u8, host.OomScoreAdj);
        json.Text("PidMode"u8, Some(host.PidMode));
        json.Set("Privileged"u8, host.Privileged);
        json.Set("PublishAllPorts"u8, host.PublishAllPorts);
        json.Set("ReadonlyRootfs"u8, host.ReadonlyRootfs);
        json.Texts("SecurityOpt"u8, host.SecurityOpt);
        json.Map("StorageOpt"u8, host.StorageOpt);
        json.Map("Tmpfs"u8, host.Tmpfs);
        json.Text("UTSMode"u8, Some(host.UTSMode));
        json.Text("UsernsMode"u8, Some(host.UsernsMode));
        json.NonZero("ShmSize"u8, host.ShmSize);
        json.Map("Sysctls"u8, host.Sysctls);
        json.Text("Runtime"u8, host.Runtime);
        json.Text("Isolation"u8, Some(host.Isolation));
        WriteResources(json, host);
        HostDevicesWriter.WriteMounts(json, host.Mounts);
        json.Texts("MaskedPaths"u8, host.MaskedPaths);
        json.Texts("ReadonlyPaths"u8, host.ReadonlyPaths);
        json.Flag("Init"u8, host.Init);
        json.EndObject();
    }

    private static void WriteResources(CompactJson json, HostConfig host)
    {
        json.NonZero("CpuShares"u8, host.CpuShares);
        json.NonZero("Memory"u8, host.Memory);
        json.NonZero("NanoCpus"u8, host.NanoCpus);
        json.Text("CgroupParent"u8, Some(host.CgroupParent));
        json.NonZero("BlkioWeight"u8, host.BlkioWeight);
        HostDevicesWriter.WriteBlkio(json, host);
        json.NonZero("CpuPeriod"u8, host.CpuPeriod);
        json.NonZero("CpuQuota"u8, host.CpuQuota);
        json.NonZero("CpuRealtimePeriod"u8, host.CpuRealtimePeriod);
        json.NonZero("CpuRealtimeRuntime"u8, host.CpuRealtimeRuntime);
        json.Text("CpusetCpus"u8, Some(host.CpusetCpus));
        json.Text("CpusetMems"u8, Some(host.CpusetMems));
        HostDevicesWriter.WriteDevices(json, host);
        json.NonZero("MemoryReservation"u8, host.MemoryReservation);
        json.NonZero("MemorySwap"u8, host.MemorySwap);
        json.Number("MemorySwappiness"u8, host.MemorySwappiness);
        json.Flag("OomKillDisable"u8, host.OomKillDisable);
        json.Number("PidsLimit"u8, host.PidsLimit);
        if (host.Ulimits is not null)
        {
            json.BeginArray("Ulimits"u8);
            foreach (Ulimit limit in host.Ulimits)
            {
                json.BeginObject();
                json.Text("Name"u8, limit.Name);
                json.NonZero("Hard"u8, limit.Hard);
                json.NonZero("Soft"u8, limit.Soft);
                json.EndObject();
            }
            json.EndArray();
        }
        json.NonZero("CpuCount"u8, host.CpuCount);
        json.NonZero("CpuPercent"u8, host.CpuPercent);
        json.NonZero("IOMaximumIOps"u8, host.IOMaximumIOps);
        json.NonZero("IOMaximumBandwidth"u8, host.IOMaximumBandwidth);
    }

    private static void WritePorts(CompactJson json, SortedDictionary<string, PortBinding[]?>? ports)
    {
        if (ports is null) return;
        json.BeginObject("PortBindings"u8);
        foreach ((string port, PortBinding[]? bindings) in ports)
        {
            json.Key(port);
            if (bindings is null)
            {
                json.Null();
                continue;
            }
            json.BeginArray(default);
            foreach (PortBinding binding in bindings)
            {
                json.BeginObject();
                json.Text("HostIp"u8, binding.HostIp);
                json.Text("HostPort"u8, binding.HostPort);
                json.EndObject();
            }
            json.EndArray();
        }
        json.EndObject();
    }
}
