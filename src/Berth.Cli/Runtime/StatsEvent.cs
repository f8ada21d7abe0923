using System.Buffers;
using System.Text;
using System.Text.Json;
using Berth.Kernel.Cgroups;

namespace Berth.Cli.Runtime;

/// <summary>The lines of <c>events</c>, in the shape of runc's <c>types.Event</c>. What the kernel does not tell is left out.</summary>
internal static class StatsEvent
{
    public static string Oom(string id) => Line(w => Head(w, "oom", id));

    public static string Write(string id, CgroupStats stats) => Line(w =>
    {
        Head(w, "stats", id);
        w.WriteStartObject("data");
        Cpu(w, stats);
        Memory(w, stats);
        w.WriteStartObject("pids");
        Number(w, "current", stats.Pids);
        Number(w, "limit", stats.PidsLimit);
        w.WriteEndObject();
        BlockIo(w, stats);
        w.WriteStartObject("hugetlb");
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

    private static void Cpu(Utf8JsonWriter w, CgroupStats stats)
    {
        w.WriteStartObject("cpu");
        w.WriteStartObject("usage");
        Number(w, "total", stats.CpuUsage);
        w.WriteNumber("kernel", stats.CpuSystem ?? 0);
        w.WriteNumber("user", stats.CpuUser ?? 0);
        w.WriteEndObject();
        w.WriteStartObject("throttling");
        Number(w, "periods", stats.CpuPeriods);
        Number(w, "throttledPeriods", stats.CpuThrottledPeriods);
        Number(w, "throttledTime", stats.CpuThrottledTime);
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void Memory(Utf8JsonWriter w, CgroupStats stats)
    {
        w.WriteStartObject("memory");
        Number(w, "cache", (long?)Detail(stats, "cache", "file"));
        w.WriteStartObject("usage");
        // runc's word for unlimited on cgroup v2.
        w.WriteNumber("limit", stats.MemoryLimit is { } limit ? (ulong)limit : ulong.MaxValue);
        Number(w, "usage", stats.MemoryUsage);
        Number(w, "max", stats.MemoryMaxUsage);
        w.WriteNumber("failcnt", stats.OomKills ?? 0);
        w.WriteEndObject();
        w.WriteStartObject("swap");
        Number(w, "usage", stats.SwapUsage);
        w.WriteEndObject();
        w.WriteStartObject("raw");
        foreach ((string name, ulong value) in stats.MemoryDetails)
        {
            w.WriteNumber(name, value);
        }

        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void BlockIo(Utf8JsonWriter w, CgroupStats stats)
    {
        w.WriteStartObject("blkio");
        if (stats.Devices.Count > 0)
        {
            Entries(w, "ioServiceBytesRecursive", stats.Devices, d => d.ReadBytes, d => d.WrittenBytes);
            Entries(w, "ioServicedRecursive", stats.Devices, d => d.Reads, d => d.Writes);
        }

        w.WriteEndObject();
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
