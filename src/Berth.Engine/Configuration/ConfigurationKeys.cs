using System.Text.Json;
using Berth.Engine.Contracts;

namespace Berth.Engine;

/// <summary>The keys of the configuration file and what each may hold.</summary>
internal static class ConfigurationKeys
{
    // Keys of daemon.json that mean nothing without a daemon: accepted, so that a file can be shared with Docker's.
    private static string[] Ignored =>
    [
        "hosts", "pidfile", "group", "containerd", "containerd-namespace", "containerd-plugins-namespace", "iptables", "ip6tables", "ip-forward", "ip-masq",
        "userland-proxy", "userland-proxy-path", "live-restore", "experimental", "features", "log-level", "log-format", "raw-logs", "metrics-addr", "tls",
        "tlscacert", "tlscert", "tlskey", "tlsverify", "exec-opts", "oom-score-adjust", "max-concurrent-uploads", "max-download-attempts", "builder",
        "init-path", "cpu-rt-period", "cpu-rt-runtime", "default-address-pools", "default-network-opts", "fixed-cidr", "icc", "ip", "ipv6", "bridge",
    ];

    private static string[] Known =>
    [
        "data-root", "exec-root", "debug", "log-driver", "log-opts", "default-ulimits", "dns", "dns-opts", "dns-search", "default-shm-size", "default-ipc-mode",
        "default-cgroupns-mode", "bip", "mtu", "labels", "storage-driver", "storage-opts", "cgroup-parent", "init", "no-new-privileges", "seccomp-profile",
        "shutdown-timeout", "insecure-registries", "registry-mirrors", "max-concurrent-downloads", "host-gateway-ip", "proxies",
    ];

    /// <summary>The configuration with one more key; null for a key that does not exist. The reader stands on the value and ends on its last token.</summary>
    internal static EngineConfiguration? Apply(EngineConfiguration c, string key, ref Utf8JsonReader reader, string path)
    {
        var value = new ConfigurationValue(path, key);
        switch (key)
        {
            case "data-root": return c with { DataRoot = value.AbsolutePath(ref reader) };
            case "exec-root": return c with { ExecRoot = value.AbsolutePath(ref reader) };
            case "debug": return c with { Debug = value.Boolean(ref reader) };
            case "log-driver": return c with { LogDriver = value.Text(ref reader) };
            case "log-opts": return c with { LogOpts = value.Map(ref reader) };
            case "default-ulimits": return c with { DefaultUlimits = value.Ulimits(ref reader) };
            case "dns": return c with { Dns = value.List(ref reader) };
            case "dns-opts": return c with { DnsOpts = value.List(ref reader) };
            case "dns-search": return c with { DnsSearch = value.List(ref reader) };
            case "default-shm-size": return c with { DefaultShmSize = value.Size(ref reader) };
            case "default-ipc-mode": return c with { DefaultIpcMode = value.OneOf(ref reader, "private", "shareable") };
            case "default-cgroupns-mode": return c with { DefaultCgroupnsMode = value.OneOf(ref reader, "private", "host") };
            case "bip": return c with { Bip = value.Text(ref reader) };
            case "mtu": return c with { Mtu = value.Number(ref reader) };
            case "labels": return c with { Labels = value.List(ref reader) };
            case "storage-driver": return c with { StorageDriver = value.OneOf(ref reader, "overlay2", "overlay") };
            case "storage-opts": return c with { StorageOpts = value.List(ref reader) };
            case "cgroup-parent": return c with { CgroupParent = value.Text(ref reader) };
            case "init": return c with { Init = value.Boolean(ref reader) };
            case "no-new-privileges": return c with { NoNewPrivileges = value.Boolean(ref reader) };
            case "seccomp-profile": return c with { SeccompProfile = value.Text(ref reader) };
            case "shutdown-timeout": return c with { ShutdownTimeout = value.Number(ref reader) };
            case "insecure-registries": return c with { InsecureRegistries = value.List(ref reader) };
            case "registry-mirrors": return c with { RegistryMirrors = value.List(ref reader) };
            case "max-concurrent-downloads": return c with { MaxConcurrentDownloads = value.Number(ref reader) };
            case "host-gateway-ip": return c with { HostGatewayIp = value.Text(ref reader) };
            case "proxies": return c with { Proxies = value.Map(ref reader) };
            default:
                if (!Ignored.Contains(key)) return null;
                reader.Skip();
                return c;
        }
    }

    internal static string? Nearest(string key)
    {
        string? best = null;
        int least = 3;
        foreach (string known in Known)
        {
            int distance = Distance(key, known);
            if (distance < least) (best, least) = (known, distance);
        }
        return best is null ? null : $"did you mean {best}?";
    }

    // Levenshtein's.
    private static int Distance(string a, string b)
    {
        int[] row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++) row[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.Length];
    }
}
