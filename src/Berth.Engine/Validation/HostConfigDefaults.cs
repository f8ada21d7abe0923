using Berth.Engine.Contracts;
using Berth.Runtime;

namespace Berth.Engine;

/// <summary>Fills in what a request leaves open, from Docker's defaults and the configuration file, so that the record says what holds.</summary>
internal static class HostConfigDefaults
{
    private const long DefaultShmSize = 64 << 20;

    internal static HostConfig Fill(HostConfig host, EngineConfiguration configuration, HostFacts facts, SecurityOptions security)
    {
        bool systemPaths = !host.Privileged && !security.UnconfinedSystemPaths;
        return host with
        {
            NetworkMode = host.NetworkMode is "" or "default" ? "bridge" : host.NetworkMode,
            LogConfig = LogConfigOf(host.LogConfig, configuration),
            RestartPolicy = host.RestartPolicy.Name.Length == 0 ? host.RestartPolicy with { Name = "no" } : host.RestartPolicy,
            PortBindings = host.PortBindings ?? [],
            Dns = host.Dns ?? [],
            DnsOptions = host.DnsOptions ?? [],
            DnsSearch = host.DnsSearch ?? [],
            MemorySwap = host.Memory > 0 && host.MemorySwap == 0 ? host.Memory * 2 : host.MemorySwap,
            ShmSize = host.ShmSize == 0 ? configuration.DefaultShmSize ?? DefaultShmSize : host.ShmSize,
            IpcMode = host.IpcMode.Length == 0 ? configuration.DefaultIpcMode ?? "private" : host.IpcMode,
            CgroupnsMode = host.CgroupnsMode.Length > 0 ? host.CgroupnsMode : configuration.DefaultCgroupnsMode ?? DefaultCgroupns(host, facts),
            CpuShares = host.CpuShares is > 0 and < 2 ? 2 : Math.Min(host.CpuShares, 262_144),
            Ulimits = Merge(host.Ulimits, configuration.DefaultUlimits),
            OomKillDisable = host.OomKillDisable ?? (facts.HasUnifiedCgroups ? null : false),
            MemorySwappiness = host.MemorySwappiness == -1 ? null : host.MemorySwappiness,
            Init = host.Init ?? (configuration.Init ? true : null),
            CgroupParent = host.CgroupParent.Length == 0 ? configuration.CgroupParent ?? "" : host.CgroupParent,
            Runtime = string.IsNullOrEmpty(host.Runtime) ? "berth" : host.Runtime,
            MaskedPaths = !systemPaths ? [] : host.MaskedPaths ?? SystemPaths.Masked(),
            ReadonlyPaths = !systemPaths ? [] : host.ReadonlyPaths ?? SystemPaths.ReadOnly(),
        };
    }

    // Docker's default is the host's namespace wherever cgroup v1 is mounted. That would show a container the whole host's tree, and limits that
    // are not its own, so only a privileged one gets it.
    private static string DefaultCgroupns(HostConfig host, HostFacts facts) => host.Privileged && !facts.HasUnifiedCgroups ? "host" : "private";

    private static LogConfig LogConfigOf(LogConfig log, EngineConfiguration configuration)
    {
        string driver = log.Type.Length > 0 ? log.Type : configuration.LogDriver ?? "json-file";
        if (configuration.LogOpts is not { Count: > 0 } defaults || driver != (configuration.LogDriver ?? "json-file")) return log with { Type = driver };
        var options = new SortedDictionary<string, string>(defaults, StringComparer.Ordinal);
        foreach ((string key, string value) in log.Config) options[key] = value;
        return log with { Type = driver, Config = options };
    }

    private static Ulimit[]? Merge(Ulimit[]? limits, SortedDictionary<string, Ulimit>? defaults)
    {
        if (defaults is not { Count: > 0 }) return limits;
        var merged = new SortedDictionary<string, Ulimit>(defaults, StringComparer.Ordinal);
        foreach (Ulimit limit in limits ?? []) merged[limit.Name] = limit;
        return [.. merged.Values];
    }
}
