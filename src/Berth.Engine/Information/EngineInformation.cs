using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Berth.Engine.Contracts;
using Berth.Kernel;
using Berth.Kernel.Cgroups;

namespace Berth.Engine;

/// <summary>What the engine says of itself and of the machine. Docker Engine API <c>GET /version</c> and <c>GET /info</c>.</summary>
public static class EngineInformation
{
    /// <summary>The newest and the oldest version of the Docker Engine API whose shapes the records have.</summary>
    public const string ApiVersion = "1.50", MinApiVersion = "1.24";

    /// <summary>Versions. <paramref name="version"/> and <paramref name="commit"/> are those the program was built from.</summary>
    public static EngineVersion Version(string version, string commit)
    {
        string kernel = ReadLine("/proc/sys/kernel/osrelease");
        string runtime = RuntimeInformation.FrameworkDescription;
        string arch = GoArchitecture;
        return new EngineVersion
        {
            Components =
            [
                new EngineComponent
                {
                    Name = "Engine",
                    Version = version,
                    Details = new SortedDictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["ApiVersion"] = ApiVersion, ["Arch"] = arch, ["Experimental"] = "false", ["GitCommit"] = commit, ["GoVersion"] = runtime,
                        ["KernelVersion"] = kernel, ["MinAPIVersion"] = MinApiVersion, ["Os"] = "linux",
                    },
                },
            ],
            Version = version,
            ApiVersion = ApiVersion,
            MinAPIVersion = MinApiVersion,
            GitCommit = commit,
            GoVersion = runtime,
            Os = "linux",
            Arch = arch,
            KernelVersion = kernel,
        };
    }

    /// <summary>The engine's state and the machine's abilities. Lists all containers.</summary>
    public static EngineInfo Read(BerthEngine engine, string version)
    {
        IReadOnlyList<ContainerSummary> containers = engine.Containers.List(new ContainerListOptions { All = true });
        int running = containers.Count(container => container.State is "running" or "restarting");
        int paused = containers.Count(container => container.State == "paused");
        CgroupHost cgroups = CgroupHost.Detect();
        bool memory = cgroups.Find("memory") is not null, cpu = cgroups.Find("cpu") is not null;
        return new EngineInfo
        {
            ID = MachineId,
            Containers = containers.Count,
            ContainersRunning = running,
            ContainersPaused = paused,
            ContainersStopped = containers.Count - running - paused,
            Images = engine.Images.List().Count,
            DriverStatus = [["Backing Filesystem", BackingFileSystem(engine.Paths.DataRoot)], ["Native Overlay Diff", "true"]],
            MemoryLimit = memory,
            SwapLimit = memory && HasSwapLimit(cgroups),
            CpuCfsPeriod = cpu,
            CpuCfsQuota = cpu,
            CPUShares = cpu,
            CPUSet = cgroups.Find("cpuset") is not null,
            PidsLimit = cgroups.Find("pids") is not null,
            IPv4Forwarding = ReadLine("/proc/sys/net/ipv4/ip_forward") == "1",
            Debug = engine.Config.Debug,
            NFd = Directory.GetFileSystemEntries("/proc/self/fd").Length,
            OomKillDisable = memory && !cgroups.IsUnified,
            SystemTime = Rfc3339.Format(engine.Clock.GetUtcNow()),
            LoggingDriver = engine.Config.LogDriver ?? "json-file",
            CgroupVersion = cgroups.IsUnified ? "2" : "1",
            KernelVersion = ReadLine("/proc/sys/kernel/osrelease"),
            OperatingSystem = OsRelease("PRETTY_NAME") ?? "Linux",
            OSVersion = OsRelease("VERSION_ID") ?? "",
            Architecture = RuntimeInformation.OSArchitecture switch { Architecture.X64 => "x86_64", Architecture.Arm64 => "aarch64", var other => other.ToString() },
            NCPU = Environment.ProcessorCount,
            MemTotal = TotalMemory,
            DockerRootDir = engine.Paths.DataRoot,
            HttpProxy = engine.Config.Proxies?.GetValueOrDefault("http-proxy") ?? "",
            HttpsProxy = engine.Config.Proxies?.GetValueOrDefault("https-proxy") ?? "",
            NoProxy = engine.Config.Proxies?.GetValueOrDefault("no-proxy") ?? "",
            Name = Environment.MachineName,
            Labels = engine.Config.Labels ?? [],
            ServerVersion = version,
            Runtimes = new SortedDictionary<string, EngineRuntime>(StringComparer.Ordinal) { ["berth"] = new EngineRuntime { Path = "berth" } },
            LiveRestoreEnabled = true,
            InitBinary = "berth",
            SecurityOptions = ["name=seccomp,profile=builtin", .. cgroups.IsUnified ? (string[])["name=cgroupns"] : []],
        };
    }

    private static string GoArchitecture => RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => "amd64",
        Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };

    private static string MachineId => ReadLine("/etc/machine-id") is { Length: 32 } id
        ? $"{id[..8]}-{id[8..12]}-{id[12..16]}-{id[16..20]}-{id[20..]}"
        : "";

    private static long TotalMemory
    {
        get
        {
            foreach (string line in ReadText("/proc/meminfo").Split('\n'))
            {
                string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (words is ["MemTotal:", var kilobytes, ..] && long.TryParse(kilobytes, CultureInfo.InvariantCulture, out long value))
                {
                    return value * 1024;
                }
            }

            return 0;
        }
    }

    private static bool HasSwapLimit(CgroupHost cgroups) =>
        cgroups.IsUnified || (cgroups.Find("memory") is { } hierarchy && File.Exists(hierarchy.MountPoint + "/memory.memsw.limit_in_bytes"));

    private static string? OsRelease(string key)
    {
        string text = ReadText("/etc/os-release");
        foreach (string line in (text.Length > 0 ? text : ReadText("/usr/lib/os-release")).Split('\n'))
        {
            if (line.StartsWith(key + "=", StringComparison.Ordinal))
            {
                return line[(key.Length + 1)..].Trim('"');
            }
        }

        return null;
    }

    // docker calls the ext family by one name.
    private static string BackingFileSystem(string path)
    {
        while (path.Length > 1 && !Directory.Exists(path))
        {
            path = Path.GetDirectoryName(path)!;
        }

        string best = "", type = "unknown";
        foreach (string line in ReadText("/proc/self/mounts").Split('\n'))
        {
            string[] words = line.Split(' ');
            if (words.Length > 2 && words[1].Length >= best.Length && (path == words[1] || path.StartsWith(words[1].TrimEnd('/') + "/", StringComparison.Ordinal)))
            {
                (best, type) = (words[1], words[2]);
            }
        }

        return type is "ext2" or "ext3" or "ext4" ? "extfs" : type;
    }

    private static string ReadLine(string path) => ReadText(path).Split('\n')[0];

    private static string ReadText(string path) => Files.ReadAllBytes(null, path) is byte[] data ? Encoding.UTF8.GetString(data) : "";
}
