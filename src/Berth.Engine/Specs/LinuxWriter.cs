using Berth.Oci.Runtime;

namespace Berth.Engine;

/// <summary>The section <c>linux</c> of <see cref="SpecWriter"/>.</summary>
internal static class LinuxWriter
{
    internal static void Write(CompactJson json, LinuxSection linux)
    {
        json.BeginObject("linux"u8);
        json.Map("sysctl"u8, linux.Sysctl);
        if (linux.Resources is { } resources) Write(json, resources);
        json.Text("cgroupsPath"u8, linux.CgroupsPath);
        if (linux.Namespaces is not null)
        {
            json.BeginArray("namespaces"u8);
            foreach (Namespace ns in linux.Namespaces)
            {
                json.BeginObject();
                json.Text("type"u8, ns.Type);
                json.Text("path"u8, ns.Path);
                json.EndObject();
            }
            json.EndArray();
        }
        if (linux.Devices is not null)
        {
            json.BeginArray("devices"u8);
            foreach (Device device in linux.Devices) Write(json, device);
            json.EndArray();
        }
        if (linux.Seccomp is { } seccomp) Write(json, seccomp);
        json.Text("rootfsPropagation"u8, linux.RootfsPropagation);
        json.Texts("maskedPaths"u8, linux.MaskedPaths);
        json.Texts("readonlyPaths"u8, linux.ReadonlyPaths);
        json.EndObject();
    }

    private static void Write(CompactJson json, Resources resources)
    {
        json.BeginObject("resources"u8);
        if (resources.Devices is not null)
        {
            json.BeginArray("devices"u8);
            foreach (DeviceRule rule in resources.Devices)
            {
                json.BeginObject();
                json.Flag("allow"u8, rule.Allow);
                json.Text("type"u8, rule.Type);
                json.Number("major"u8, rule.Major);
                json.Number("minor"u8, rule.Minor);
                json.Text("access"u8, rule.Access);
                json.EndObject();
            }
            json.EndArray();
        }
        if (resources.Memory is { } memory)
        {
            json.BeginObject("memory"u8);
            json.Number("limit"u8, memory.Limit);
            json.Number("reservation"u8, memory.Reservation);
            json.Number("swap"u8, memory.Swap);
            json.Number("kernel"u8, memory.Kernel);
            json.Number("kernelTCP"u8, memory.KernelTcp);
            json.Number("swappiness"u8, memory.Swappiness);
            json.Flag("disableOOMKiller"u8, memory.DisableOomKiller);
            json.Flag("useHierarchy"u8, memory.UseHierarchy);
            json.Flag("checkBeforeUpdate"u8, memory.CheckBeforeUpdate);
            json.EndObject();
        }
        if (resources.Cpu is { } cpu)
        {
            json.BeginObject("cpu"u8);
            json.Number("shares"u8, cpu.Shares);
            json.Number("quota"u8, cpu.Quota);
            json.Number("burst"u8, cpu.Burst);
            json.Number("period"u8, cpu.Period);
            json.Number("realtimeRuntime"u8, cpu.RealtimeRuntime);
            json.Number("realtimePeriod"u8, cpu.RealtimePeriod);
            json.Text("cpus"u8, cpu.Cpus);
            json.Text("mems"u8, cpu.Mems);
            json.Number("idle"u8, cpu.Idle);
            json.EndObject();
        }
        if (resources.Pids is { } pids)
        {
            json.BeginObject("pids"u8);
            json.Number("limit"u8, pids.Limit);
            json.EndObject();
        }
        json.EndObject();
    }

    private static void Write(CompactJson json, Device device)
    {
        json.BeginObject();
        json.Text("path"u8, device.Path);
        json.Text("type"u8, device.Type);
        json.Number("major"u8, (long?)device.Major);
        json.Number("minor"u8, (long?)device.Minor);
        json.Number("fileMode"u8, (long?)device.FileMode);
        json.Number("uid"u8, (long?)device.Uid);
        json.Number("gid"u8, (long?)device.Gid);
        json.EndObject();
    }

    private static void Write(CompactJson json, Seccomp seccomp)
    {
        json.BeginObject("seccomp"u8);
        json.Text("defaultAction"u8, seccomp.DefaultAction);
        json.Number("defaultErrnoRet"u8, (long?)seccomp.DefaultErrnoRet);
        json.Texts("architectures"u8, seccomp.Architectures);
        json.Texts("flags"u8, seccomp.Flags);
        json.Text("listenerPath"u8, seccomp.ListenerPath);
        json.Text("listenerMetadata"u8, seccomp.ListenerMetadata);
        if (seccomp.Syscalls is not null)
        {
            json.BeginArray("syscalls"u8);
            foreach (SeccompRule rule in seccomp.Syscalls) Write(json, rule);
            json.EndArray();
        }
        json.EndObject();
    }

    private static void Write(CompactJson json, SeccompRule rule)
    {
        json.BeginObject();
        json.Texts("names"u8, rule.Names);
        json.Text("action"u8, rule.Action);
        json.Number("errnoRet"u8, (long?)rule.ErrnoRet);
        if (rule.Args is not null)
        {
            json.BeginArray("args"u8);
            foreach (SeccompArgument argument in rule.Args)
            {
                json.BeginObject();
                json.Number("index"u8, (long?)argument.Index);
                json.Number("value"u8, (ulong?)argument.Value);
                json.Number("valueTwo"u8, argument.ValueTwo);
                json.Text("op"u8, argument.Op);
                json.EndObject();
            }
            json.EndArray();
        }
        json.EndObject();
    }
}
