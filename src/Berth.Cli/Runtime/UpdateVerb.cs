using Berth.Cli.CommandLine;
using Berth.Cli.Values;
using Berth.Kernel;
using Berth.Oci;
using Berth.Oci.Runtime;

namespace Berth.Cli.Runtime;

/// <summary><c>berth runtime update</c>: changes limits; runc's options.</summary>
internal sealed class UpdateVerb : RuntimeVerb
{
    private const int MaxFile = 16 << 20;
    private const string NoRdt = "Intel RDT is not supported by update";

    private readonly TextOption _resources = new("resources", 'r', "File with the limits as JSON, or - for standard input; all other options are then ignored");
    private readonly TextOption _blkioWeight = new("blkio-weight", '\0', "Weight of block IO, 10 to 1000");
    private readonly TextOption _cpuPeriod = new("cpu-period", '\0', "Microseconds of a period");
    private readonly TextOption _cpuQuota = new("cpu-quota", '\0', "Microseconds of CPU time in a period");
    private readonly TextOption _cpuBurst = new("cpu-burst", '\0', "Microseconds that may be saved up beyond the quota");
    private readonly TextOption _cpuShare = new("cpu-share", '\0', "Weight of CPU time; 1024 is usual");
    private readonly TextOption _cpuRealtimePeriod = new("cpu-rt-period", '\0', "Microseconds of a realtime period");
    private readonly TextOption _cpuRealtimeRuntime = new("cpu-rt-runtime", '\0', "Microseconds of realtime scheduling in a period");
    private readonly TextOption _cpus = new("cpuset-cpus", '\0', "CPUs to use");
    private readonly TextOption _mems = new("cpuset-mems", '\0', "Memory nodes to use");
    private readonly TextOption _cpuIdle = new("cpu-idle", '\0', "1 for SCHED_IDLE, 0 for the default");
    private readonly TextOption _memory = new("memory", '\0', "Memory, in bytes; -1 is unlimited");
    private readonly TextOption _reservation = new("memory-reservation", '\0', "What the container keeps under memory pressure, in bytes");
    private readonly TextOption _swap = new("memory-swap", '\0', "Memory and swap together, in bytes; -1 is unlimited");
    private readonly NumberOption _pids = new("pids-limit", '\0', "Number of processes; -1 is unlimited");
    // The kernel counts these with all other memory nowadays.
    private readonly TextOption _kernel = new("kernel-memory", '\0', "") { Hidden = true };
    private readonly TextOption _kernelTcp = new("kernel-memory-tcp", '\0', "") { Hidden = true };
    private readonly LaterOption _cache = new("l3-cache-schema", '\0', NoRdt);
    private readonly LaterOption _bandwidth = new("mem-bw-schema", '\0', NoRdt);

    public override VerbUsage Usage => new("[OPTIONS] CONTAINER-ID", "Change a container's limits", [], ArgumentCount.Exactly(1));

    public override Option[] Options =>
    [
        _resources, _blkioWeight, _cpuPeriod, _cpuQuota, _cpuBurst, _cpuShare, _cpuRealtimePeriod, _cpuRealtimeRuntime, _cpus, _mems, _cpuIdle, _memory,
        _reservation, _swap, _pids, _kernel, _kernelTcp, _cache, _bandwidth,
    ];

    public override int Run(Invocation invocation)
    {
        string id = invocation.Arguments[0];
        Runtime.State(id);
        Runtime.Update(id, _resources.Given ? Read(_resources.Value) : FromOptions());
        return 0;
    }

    private static Resources Read(string path)
    {
        byte[] bytes = Files.ReadAllBytes(null, path == "-" ? "/dev/stdin" : path, MaxFile)
            ?? throw new EngineException(ErrorKind.NotFound, $"--resources {path}: no such file");
        return RuntimeSpec.LoadResources(bytes, path == "-" ? "standard input" : path);
    }

    private Resources FromOptions() => new()
    {
        Memory = new MemoryResources { Limit = Bytes(_memory), Reservation = Bytes(_reservation), Swap = Bytes(_swap) },
        Cpu = new CpuResources
        {
            Period = Unsigned(_cpuPeriod),
            Quota = Signed(_cpuQuota),
            Burst = Unsigned(_cpuBurst),
            Shares = Unsigned(_cpuShare),
            RealtimePeriod = Unsigned(_cpuRealtimePeriod),
            RealtimeRuntime = Signed(_cpuRealtimeRuntime),
            Cpus = _cpus.GivenValue,
            Mems = _mems.GivenValue,
            Idle = Signed(_cpuIdle),
        },
        Pids = new PidsResources { Limit = _pids.GivenValue },
        BlockIo = Unsigned(_blkioWeight) is not { } weight ? null
            : weight is 0 or (>= 10 and <= 1000) ? new BlockIoResources { Weight = (ushort)weight }
            : throw Invalid(_blkioWeight, $"{weight} is not between 10 and 1000"),
    };

    private static long? Bytes(TextOption option)
    {
        if (option.GivenValue is not { Length: > 0 } text)
        {
            return null;
        }

        return text == "-1" ? -1 : ByteSize.Parse(text, out long bytes) is { } reason ? throw Invalid(option, reason) : bytes;
    }

    private static long? Signed(TextOption option)
    {
        if (option.GivenValue is not { Length: > 0 } text)
        {
            return null;
        }

        return GoNumber.TryParse(text, out long number, out string reason) ? number : throw Invalid(option, $"{GoQuoted.Text(text)}: {reason}");
    }

    private static ulong? Unsigned(TextOption option) => Signed(option) switch
    {
        null => null,
        >= 0 and { } number => (ulong)number,
        { } number => throw Invalid(option, $"{number} is negative"),
    };

    private static EngineException Invalid(TextOption option, string reason) =>
        new(ErrorKind.InvalidArgument, $"invalid value for {option.Name}: {reason}");
}
