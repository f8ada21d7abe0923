using System.Globalization;

namespace Berth.Kernel.Cgroups;

public sealed partial class Cgroup
{
    // Version 1 says "unlimited" with the largest whole number of pages.
    private const long Unlimited = long.MaxValue - 65535;

    /// <summary>Reads what <see cref="ReadStats"/> leaves out.</summary>
    /// <exception cref="KernelException">A file cannot be read.</exception>
    public CgroupDetails ReadDetails()
    {
        var details = new CgroupDetails();
        if (Find("cpuacct") is { } account)
        {
            (List<ulong> user, List<ulong> kernel) = PerProcessor(account.Read("cpuacct.usage_all") ?? "");
            details = details with
            {
                CpuPerProcessor = Numbers(account.Read("cpuacct.usage_percpu") ?? ""),
                CpuPerProcessorUser = user,
                CpuPerProcessorKernel = kernel,
            };
        }

        if (Find("cpuset") is { } cpuset)
        {
            bool first = cpuset.Hierarchy.Version == 1;
            details = details with
            {
                Cpus = NumberRanges(cpuset.Read(first ? "cpuset.cpus" : "cpuset.cpus.effective") ?? ""),
                MemoryNodes = NumberRanges(cpuset.Read(first ? "cpuset.mems" : "cpuset.mems.effective") ?? ""),
                CpusetFlags = first ? FlagsOf(cpuset) : details.CpusetFlags,
            };
        }

        return Pressures(HugePages(Counters(details)));
    }

    private CgroupDetails Counters(CgroupDetails details)
    {
        if (Find("memory") is not { } memory)
            return details;
        if (memory.Hierarchy.Version == 1)
        {
            return details with
            {
                MemoryFailures = memory.ReadNumber("memory.failcnt"),
                Swap = First(memory, "memory.memsw"),
                Kernel = First(memory, "memory.kmem"),
                KernelTcp = First(memory, "memory.kmem.tcp"),
            };
        }
        return details with
        {
            MemoryFailures = memory.ReadKey("memory.events", "max"u8),
            Swap = memory.HasFile("memory.swap.current")
                ? new CounterStats(memory.ReadNumber("memory.swap.current"), memory.ReadNumber("memory.swap.peak"), memory.ReadNumber("memory.swap.max"),
                    memory.ReadKey("memory.swap.events", "max"u8))
                : null,
        };
    }

    private CgroupDetails HugePages(CgroupDetails details)
    {
        if (Find("hugetlb") is not { } huge)
            return details;
        bool first = huge.Hierarchy.Version == 1;
        string end = first ? ".usage_in_bytes" : ".current";
        Dictionary<string, CounterStats> pages = [];
        foreach (string file in huge.FileNames())
        {
            // hugetlb.2MB.current, but not what is reserved: hugetlb.2MB.rsvd.current.
            if (!file.StartsWith("hugetlb.", StringComparison.Ordinal) || !file.EndsWith(end, StringComparison.Ordinal))
                continue;
            string size = file["hugetlb.".Length..^end.Length];
            if (size.Contains('.'))
                continue;
            pages[size] = first
                ? First(huge, $"hugetlb.{size}") ?? default
                : new CounterStats(huge.ReadNumber(file), null, huge.ReadNumber($"hugetlb.{size}.max"), huge.ReadKey($"hugetlb.{size}.events", "max"u8));
        }
        return details with { HugePages = pages };
    }

    private CgroupDetails Pressures(CgroupDetails details) => Unified is not { } unified ? details : details with
    {
        CpuPressure = Pressure(ReadPressure(unified, "cpu.pressure")),
        MemoryPressure = Pressure(ReadPressure(unified, "memory.pressure")),
        IoPressure = Pressure(ReadPressure(unified, "io.pressure")),
    };

    // A kernel may have the files and refuse to read them (EOPNOTSUPP) when it was booted without psi=1.
    private static string ReadPressure(CgroupDirectory directory, string file)
    {
        try
        {
            return directory.Read(file) ?? "";
        }
        catch (KernelException e) when (e.Errno == Errno.EOPNOTSUPP)
        {
            return "";
        }
    }

    private static CounterStats? First(CgroupDirectory directory, string prefix)
    {
        if (directory.ReadNumber(prefix + ".usage_in_bytes") is not { } usage)
            return null;
        long? limit = directory.ReadNumber(prefix + ".limit_in_bytes");
        return new CounterStats(usage, directory.ReadNumber(prefix + ".max_usage_in_bytes"), limit >= Unlimited ? null : limit, directory.ReadNumber(prefix + ".failcnt"));
    }

    private static Dictionary<string, long> FlagsOf(CgroupDirectory cpuset)
    {
        Dictionary<string, long> flags = [];
        foreach (string name in CgroupDetails.CpusetFlagNames)
        {
            if (cpuset.ReadNumber("cpuset." + name) is { } value)
                flags[name] = value;
        }
        return flags;
    }

    private static List<ulong> Numbers(string text)
    {
        List<ulong> numbers = [];
        foreach (string word in text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (ulong.TryParse(word, out ulong number))
                numbers.Add(number);
        }
        return numbers;
    }

    // A head line, then "0 USER SYSTEM" for each processor.
    internal static (List<ulong> User, List<ulong> Kernel) PerProcessor(string text)
    {
        List<ulong> user = [], kernel = [];
        foreach (string line in text.Split('\n'))
        {
            List<ulong> numbers = Numbers(line);
            if (numbers.Count == 3)
            {
                user.Add(numbers[1]);
                kernel.Add(numbers[2]);
            }
        }
        return (user, kernel);
    }

    // 0-3,7
    internal static List<uint> NumberRanges(string text)
    {
        List<uint> numbers = [];
        foreach (string part in text.Trim().Split(','))
        {
            if (!NumberRange.TryParse(part, out NumberRange range))
                continue;
            for (int number = range.First; number <= range.Last; number++)
                numbers.Add((uint)number);
        }
        return numbers;
    }

    // some avg10=0.00 avg60=0.00 avg300=0.00 total=0, and the same with full.
    internal static PressureStats? Pressure(string text)
    {
        PressureLine some = default, full = default;
        bool any = false;
        foreach (string line in text.Split('\n'))
        {
            string[] words = line.Split(' ');
            if (words is not ["some" or "full", _, _, _, _])
                continue;
            var parsed = new PressureLine(Value(words[1]), Value(words[2]), Value(words[3]), ulong.TryParse(words[4].AsSpan(words[4].IndexOf('=') + 1), out ulong total) ? total : 0);
            any = true;
            if (words[0] == "some")
                some = parsed;
            else
                full = parsed;
        }
        return any ? new PressureStats(some, full) : null;

        static double Value(string word) =>
            double.TryParse(word.AsSpan(word.IndexOf('=', StringComparison.Ordinal) + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : 0;
    }
}
