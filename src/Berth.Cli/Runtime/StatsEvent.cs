using System.Buffers;
using System.Text;
using System.Text.Json;
using Berth.Kernel.Cgroups;

namespace Berth.Cli.Runtime;

/// <summary>The lines of <c>events</c>, in the shape of runc's <c>types.Event</c>. What the kernel does not tell is left out.</summary>
internal static class StatsEvent
{
    public static string Oom(string id) => Line(w => Head(w, "oom", id));

    public static string Write(string id, CgroupStats stats, CgroupDetails details) => Line(w =>
    {
        Head(w, "stats", id);
        w.WriteStartObject("data");
        Cpu(w, stats, details);
        Cpuset(w, details);
        Memory(w, stats, details);
        w.WriteStartObject("pids");
        Number(w, "current", stats.Pids);
        Number(w, "limit", stats.PidsLimit);
        w.WriteEndObject();
        BlockIo(w, stats, details);
        w.WriteStartObject("hugetlb");
        foreach ((string size, CounterStats pages) in details.HugePages)
        {
            w.WriteStartObject(size);
            Number(w, "usage", pages.Usage);
            Number(w, "max", pages.MaxUsage);
            w.WriteNumber("failcnt", pages.Failures ?? 0);
            w.WriteEndObject();
        }

        w.WriteEndObject();
        w.WriteStartObject("intel_rdt");
        w.WriteEndObject();
        w.WriteNull("network_interfaces");
        w.WriteEndObject();
    });

    private static void Head(Utf8JsonWriter w, string type, string id)
    {
        w.WriteString("type", type);
        w.WriteString("id", id);
    }

    private static void Cpu(Utf8JsonWriter w, CgroupStats stats, CgroupDetails details)
    {
        w.WriteStartObject("cpu");
        w.WriteStartObject("usage");
        Number(w, "total", stats.CpuUsage);
        Numbers(w, "percpu", details.CpuPerProcessor);
        Numbers(w, "percpu_kernel", details.CpuPerProcessorKernel);
        Numbers(w, "percpu_user", details.CpuPerProcessorUser);
        w.WriteNumber("kernel", stats.CpuSystem ?? 0);
        w.WriteNumber("user", stats.CpuUser ?? 0);
        w.WriteEndObject();
        w.WriteStartObject("throttling");
        Number(w, "periods", stats.CpuPeriods);
        Number(w, "throttledPeriods", stats.CpuThrottledPeriods);
        Number(w, "throttledTime", stats.CpuThrottledTime);
        w.WriteEndObject();
        Pressure(w, details.CpuPressure);
        w.WriteEndObject();
    }

    private static void Memory(Utf8JsonWriter w, CgroupStats stats, CgroupDetails details)
    {
        w.WriteStartObject("memory");
        Number(w, "cache", (long?)Detail(stats, "cache", "file"));
        w.WriteStartObject("usage");
        // runc's word for unlimited on cgroup v2.
        w.WriteNumber("limit", stats.MemoryLimit is { } limit ? (ulong)limit : ulong.MaxValue);
        Number(w, "usage", stats.MemoryUsage);
        Number(w, "max", stats.MemoryMaxUsage);
        w.WriteNumber("failcnt", details.MemoryFailures ?? 0);
        w.WriteEndObject();
        Counter(w, "swap", details.Swap);
        Counter(w, "kernel", details.Kernel);
        Counter(w, "kernelTCP", details.KernelTcp);
        w.WriteStartObject("raw");
        foreach ((string name, ulong value) in stats.MemoryDetails)
        {
            w.WriteNumber(name, value);
        }

        w.WriteEndObject();
        Pressure(w, details.MemoryPressure);
        w.WriteEndObject();
    }

    private static void BlockIo(Utf8JsonWriter w, CgroupStats stats, CgroupDetails details)
    {
        w.WriteStartObject("blkio");
        if (stats.Devices.Count > 0)
        {
            Entries(w, "ioServiceBytesRecursive", stats.Devices, d => d.ReadBytes, d => d.WrittenBytes);
            Entries(w, "ioServicedRecursive", stats.Devices, d => d.Reads, d => d.Writes);
        }

        Pressure(w, details.IoPressure);
        w.WriteEndObject();
    }

    private static void Cpuset(Utf8JsonWriter w, CgroupDetails details)
    {
        w.WriteStartObject("cpuset");
        Numbers(w, "cpus", details.Cpus);
        Numbers(w, "mems", details.MemoryNodes);
        foreach (string name in CgroupDetails.CpusetFlagNames)
        {
            w.WriteNumber(name, details.CpusetFlags.GetValueOrDefault(name));
        }

        w.WriteEndObject();
    }

    private static void Counter(Utf8JsonWriter w, string name, CounterStats? counter)
    {
        w.WriteStartObject(name);
        w.WriteNumber("limit", counter switch
        {
            null => 0,
            { Limit: { } limit } => (ulong)limit,
            _ => ulong.MaxValue,
        });
        Number(w, "usage", counter?.Usage);
        Number(w, "max", counter?.MaxUsage);
        w.WriteNumber("failcnt", counter?.Failures ?? 0);
        w.WriteEndObject();
    }

    private static void Pressure(Utf8JsonWriter w, PressureStats? pressure)
    {
        if (pressure is null)
        {
            return;
        }

        w.WriteStartObject("psi");
        Line("some", pressure.Some);
        Line("full", pressure.Full);
        w.WriteEndObject();

        void Line(string name, PressureLine line)
        {
            w.WriteStartObject(name);
            w.WriteNumber("avg10", line.Average10);
            w.WriteNumber("avg60", line.Average60);
            w.WriteNumber("avg300", line.Average300);
            w.WriteNumber("total", line.Total);
            w.WriteEndObject();
        }
    }

    private static void Numbers(Utf8JsonWriter w, string name, IReadOnlyList<ulong> values) => Numbers(w, name, values, static (w, value) => w.WriteNumberValue(value));

    private static void Numbers(Utf8JsonWriter w, string name, IReadOnlyList<uint> values) => Numbers(w, name, values, static (w, value) => w.WriteNumberValue(value));

    private static void Numbers<T>(Utf8JsonWriter w, string name, IReadOnlyList<T> values, Action<Utf8JsonWriter, T> write)
    {
        if (values.Count == 0)
        {
            return;
        }

        w.WriteStartArray(name);
        foreach (T value in values)
        {
            write(w, value);
        }

        w.WriteEndArray();
    }

    private static void Entries(Utf8JsonWriter w, string name, IReadOnlyList<BlockDeviceStats> devices, Func<BlockDeviceStats, ulong> read, Func<BlockDeviceStats, ulong> written)
    {
        w.WriteStartArray(name);
        foreach (BlockDeviceStats device in devices)
        {
            Entry(w, device, "Read", read(device));
            Entry(w, device, "Write", written(device));
        }

        w.WriteEndArray();
    }

    private static void Entry(Utf8JsonWriter w, BlockDeviceStats device, string operation, ulong value)
    {
        w.WriteStartObject();
        w.WriteNumber("major", device.Major);
        w.WriteNumber("minor", device.Minor);
        w.WriteString("op", operation);
        w.WriteNumber("value", value);
        w.WriteEndObject();
    }

    private static ulong? Detail(CgroupStats stats, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (stats.MemoryDetails.TryGetValue(name, out ulong value))
            {
                return value;
            }
        }

        return null;
    }

    private static void Number(Utf8JsonWriter w, string name, long? value)
    {
        if (value is { } number)
        {
            w.WriteNumber(name, number);
        }
    }

    private static string Line(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
