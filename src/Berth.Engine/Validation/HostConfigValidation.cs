using Berth.Engine.Contracts;
using Berth.Oci;

namespace Berth.Engine;

/// <summary>Refuses what Docker refuses, in its words, and what Berth cannot do yet, in clear ones. Nothing is looked up here but facts of the host.</summary>
internal static class HostConfigValidation
{
    internal static void Check(ContainerConfig config, HostConfig host, HostFacts facts)
    {
        ResourceValidation.Check(host, facts);
        Require(host.ShmSize >= 0, "SHM size can not be less than 0");
        Require(host.OomScoreAdj is >= -1000 and <= 1000, $"Invalid value {host.OomScoreAdj}, range for oom score adj is [-1000, 1000]");
        CheckRestartPolicy(host);
        CheckModes(config, host);
        CheckSysctls(host);
        CgroupPath.CheckParent(host.CgroupParent);
        CheckLogDriver(host.LogConfig);
        CheckUlimits(host.Ulimits);
        CapabilityOptions.Set(host);
        foreach (DeviceMapping device in host.Devices ?? [])
        {
            Require(DeviceRuleSyntax.IsAccess(device.CgroupPermissions), $"invalid device mode: {device.CgroupPermissions}");
            Require(device.PathInContainer.StartsWith('/'), $"{device.PathInContainer} is not an absolute path");
        }
        foreach (string entry in host.ExtraHosts ?? [])
            Require(entry.AsSpan().IndexOfAny(':', '=') > 0 && !entry.AsSpan().ContainsAny("\n\t "), $"bad format for add-host: \"{entry}\"");
        CheckUnsupported(config, host);
    }

    private static void CheckRestartPolicy(HostConfig host)
    {
        RestartPolicy policy = host.RestartPolicy;
        switch (policy.Name)
        {
            case "" or "no" or "always" or "unless-stopped":
                Require(policy.MaximumRetryCount <= 0 || policy.Name == "", "invalid restart policy: maximum retry count can only be used with 'on-failure'");
                Require(policy.MaximumRetryCount >= 0, "invalid restart policy: maximum retry count can only be used with 'on-failure' and cannot be negative");
                break;
            case "on-failure":
                Require(policy.MaximumRetryCount >= 0, "invalid restart policy: maximum retry count cannot be negative");
                break;
            default:
                throw Invalid($"invalid restart policy: unknown policy '{policy.Name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'");
        }
        Require(!host.AutoRemove || policy.Name is "" or "no", "can't create 'AutoRemove' container with restart policy");
    }

    private static void CheckModes(ContainerConfig config, HostConfig host)
    {
        Require(host.CgroupnsMode is "" or "private" or "host", $"invalid cgroup namespace mode: {host.CgroupnsMode}");
        Require(host.IpcMode is "" or "none" or "host" or "private" or "shareable" || IsContainer(host.IpcMode), $"invalid IPC mode: {host.IpcMode}");
        Require(host.PidMode is "" or "host" || IsContainer(host.PidMode), $"invalid PID mode: {host.PidMode}");
        Require(host.UTSMode is "" or "host", $"invalid UTS mode: {host.UTSMode}");
        Require(host.UsernsMode is "" or "host", $"invalid USER mode: {host.UsernsMode}");
        Require(!(host.UTSMode == "host" && config.Hostname.Length > 0), "conflicting options: hostname and the UTS mode");
        bool sharesNetwork = host.NetworkMode.StartsWith("container:", StringComparison.Ordinal);
        Require(!sharesNetwork || IsContainer(host.NetworkMode), $"invalid container format {host.NetworkMode}");
        Require(!(sharesNetwork && config.Hostname.Length > 0), "conflicting options: hostname and the network mode");
        Require(!(sharesNetwork && host.Dns is { Length: > 0 }), "conflicting options: dns and the network mode");
        Require(!(sharesNetwork && host.ExtraHosts is { Length: > 0 }), "conflicting options: custom host-to-IP mapping and the network mode");
        Require(!(sharesNetwork && host.PortBindings is { Count: > 0 }), "conflicting options: port publishing and the container type network mode");
        Require(!(host.Privileged && host.UsernsMode.Length > 0 && host.UsernsMode != "host"), "privileged mode is incompatible with user namespaces");
    }

    private static void CheckSysctls(HostConfig host)
    {
        foreach (string name in (IEnumerable<string>?)host.Sysctls?.Keys ?? [])
        {
            bool isNetwork = name.StartsWith("net.", StringComparison.Ordinal);
            bool isIpc = name.StartsWith("fs.mqueue.", StringComparison.Ordinal) ||
                name is "kernel.msgmax" or "kernel.msgmnb" or "kernel.msgmni" or "kernel.sem" or "kernel.shmall" or "kernel.shmmax" or "kernel.shmmni" or "kernel.shm_rmid_forced";
            // A name is a path below /proc/sys: what is not a namespace's own would change the host.
            bool isPlain = !name.AsSpan().ContainsAny("/\n ") && !name.Contains("..", StringComparison.Ordinal);
            Require(isPlain && (isNetwork || isIpc || name is "kernel.domainname" or "kernel.hostname"), $"sysctl '{name}' is not allowed");
            Require(!isNetwork || host.NetworkMode != "host", $"sysctl \"{name}\" not allowed in host network namespace");
            Require(!isIpc || host.IpcMode != "host", $"sysctl \"{name}\" not allowed in host ipc namespace");
            Require(name is not ("kernel.domainname" or "kernel.hostname") || host.UTSMode != "host", $"sysctl \"{name}\" not allowed in host uts namespace");
        }
    }

    private static void CheckLogDriver(LogConfig log)
    {
        if (log.Type is "" or "none") return;
        if (log.Type != "json-file")
            throw new EngineException(ErrorKind.InvalidArgument, $"logger: no log driver named '{log.Type}' is registered", "there are json-file and none");
        Logs.JsonFileOptions.Parse(log.Config);
    }

    private static void CheckUlimits(Ulimit[]? limits)
    {
        foreach (Ulimit limit in limits ?? [])
        {
            Require(
                limit.Name is "core" or "cpu" or "data" or "fsize" or "locks" or "memlock" or "msgqueue" or "nice" or "nofile" or "nproc" or "rss" or "rtprio" or
                    "rttime" or "sigpending" or "stack" or "as",
                $"invalid ulimit type: {limit.Name}");
            bool ordered = limit.Hard == -1 || limit.Soft != -1 && limit.Soft <= limit.Hard;
            Require(ordered, $"ulimit soft limit must be less than or equal to hard limit: {limit.Soft} > {limit.Hard}");
        }
    }

    private static void CheckUnsupported(ContainerConfig config, HostConfig host)
    {
        Refuse(host.PublishAllPorts, "publishing all exposed ports (-P) is not supported yet");
        Refuse(host.PortBindings is { Count: > 0 }, "publishing ports (-p) is not supported yet", "the container's address is reachable from this host; or use --network host");
        Refuse(host.Links is { Length: > 0 }, "links (--link) are not supported");
        Refuse(host.DeviceRequests is { Length: > 0 }, "device requests (--gpus) are not supported", "map the device nodes with --device");
        Refuse(host.StorageOpt is { Count: > 0 }, "storage options (--storage-opt) are not supported");
        Refuse(host.VolumeDriver is not ("" or "local"), $"error looking up volume plugin {host.VolumeDriver}: plugin \"{host.VolumeDriver}\" not found");
        Refuse(host.Isolation is not ("" or "default"), $"invalid isolation \"{host.Isolation}\": linux only has \"default\"");
        Require(string.IsNullOrEmpty(host.Runtime) || host.Runtime is "berth" or "runc" or "io.containerd.runc.v2", $"unknown or invalid runtime name: {host.Runtime}");
        string network = host.NetworkMode;
        if (network is not ("" or "default" or "bridge" or "host" or "none") && !IsContainer(network))
            throw new EngineException(ErrorKind.NotFound, $"network {network} not found");
        if (config.Healthcheck?.Test is { Length: > 0 } test) Require(test[0] is "NONE" or "CMD" or "CMD-SHELL", $"Unknown Type '{test[0]}' in Healthcheck");
    }

    internal static bool IsContainer(string mode) => mode.StartsWith("container:", StringComparison.Ordinal) && mode.Length > 10;

    private static void Require(bool holds, string message)
    {
        if (!holds) throw Invalid(message);
    }

    private static void Refuse(bool asked, string message, string? hint = null)
    {
        if (asked) throw new EngineException(ErrorKind.NotSupported, message, hint);
    }

    private static EngineException Invalid(string message) => new(ErrorKind.InvalidArgument, message);
}
