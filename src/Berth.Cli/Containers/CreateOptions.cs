using Berth.Cli.CommandLine;
using Berth.Cli.Values;
using Berth.Engine.Contracts;

namespace Berth.Cli.Containers;

/// <summary>The options that <c>create</c> and <c>run</c> share: what a container is and what it gets.</summary>
internal sealed partial class CreateOptions
{
    private readonly ListOption<string> _addHost = new("add-host", '\0', "list", "Add a custom host-to-IP mapping (host:ip)", HostValue.ParseExtraHost);
    private readonly ListOption _annotation = new(
        "annotation", '\0', "Add an annotation to the container (passed through to the OCI runtime)", type: "map", defaultText: "map[]");
    private readonly ListOption _attach = new("attach", 'a', "Attach to STDIN, STDOUT or STDERR", CheckStream);
    private readonly ListOption _capAdd = new("cap-add", '\0', "Add Linux capabilities");
    private readonly ListOption _capDrop = new("cap-drop", '\0', "Drop Linux capabilities");
    private readonly TextOption _cgroupParent = new("cgroup-parent", '\0', "Optional parent cgroup for the container");
    private readonly TextOption _cgroupns = new(
        "cgroupns", '\0',
        "Cgroup namespace to use (host|private)\n'host':    Run the container in the host's cgroup namespace\n"
        + "'private': Run the container in its own private cgroup namespace",
        choices: ["host", "private"]);
    private readonly TextOption _cidfile = new("cidfile", '\0', "Write the container ID to the file");
    private readonly NumberOption _cpuPeriod = new("cpu-period", '\0', "Limit CPU CFS (Completely Fair Scheduler) period");
    private readonly NumberOption _cpuQuota = new("cpu-quota", '\0', "Limit CPU CFS (Completely Fair Scheduler) quota");
    private readonly NumberOption _cpuShares = new("cpu-shares", 'c', "CPU shares (relative weight)");
    private readonly ValueOption<long> _cpus = new("cpus", '\0', "decimal", "Number of CPUs", CpuCount.Parse);
    private readonly TextOption _cpusetCpus = new("cpuset-cpus", '\0', "CPUs in which to allow execution (0-3, 0,1)");
    private readonly TextOption _cpusetMems = new("cpuset-mems", '\0', "MEMs in which to allow execution (0-3, 0,1)");
    private readonly ListOption<DeviceMapping> _device = new("device", '\0', "list", "Add a host device to the container", DeviceValue.Parse);
    private readonly ListOption _deviceCgroupRule = new("device-cgroup-rule", '\0', "Add a rule to the cgroup allowed devices list");
    private readonly ListOption _dns = new("dns", '\0', "Set custom DNS servers", HostValue.CheckServer);
    private readonly ListOption _dnsOption = new("dns-option", '\0', "Set DNS options");
    private readonly ListOption _dnsOpt = new("dns-opt", '\0', "Set DNS options") { Hidden = true };
    private readonly ListOption _dnsSearch = new("dns-search", '\0', "Set custom DNS search domains", HostValue.CheckSearch);
    private readonly TextOption _domainname = new("domainname", '\0', "Container NIS domain name");
    private readonly TextOption _entrypoint = new("entrypoint", '\0', "Overwrite the default ENTRYPOINT of the image");
    private readonly ListOption _env = new("env", 'e', "Set environment variables", EnvironmentEntry.Check);
    private readonly ListOption _envFile = new("env-file", '\0', "Read in a file of environment variables");
    private readonly ListOption _expose = new("expose", '\0', "Expose a port or a range of ports");
    private readonly ListOption _groupAdd = new("group-add", '\0', "Add additional groups to join");
    private readonly TextOption _hostname = new("hostname", 'h', "Container host name");
    private readonly Switch _init = new("init", '\0', "Run an init inside the container that forwards signals and reaps processes");
    private readonly Switch _interactive = new("interactive", 'i', "Keep STDIN open even if not attached");
    private readonly TextOption _ipc = new("ipc", '\0', "IPC mode to use", choices: ["private", "host", "none", "shareable"]);
    private readonly ListOption _label = new("label", 'l', "Set meta data on a container", LabelEntry.Check);
    private readonly ListOption _labelFile = new("label-file", '\0', "Read in a line delimited file of labels");
    private readonly TextOption _logDriver = new("log-driver", '\0', "Logging driver for the container", choices: ["json-file", "none"]);
    private readonly ListOption _logOpt = new("log-opt", '\0', "Log driver options");
    private readonly ValueOption<long> _memory = new("memory", 'm', "bytes", "Memory limit", ByteSize.Parse);
    private readonly ValueOption<long> _memoryReservation = new("memory-reservation", '\0', "bytes", "Memory soft limit", ByteSize.Parse);
    private readonly ValueOption<long> _memorySwap = new(
        "memory-swap", '\0', "bytes", "Swap limit equal to memory plus swap: '-1' to enable unlimited swap", ByteSize.ParseOrUnlimited);
    private readonly NumberOption _memorySwappiness = new("memory-swappiness", '\0', "Tune container memory swappiness (0 to 100)", -1);
    private readonly ListOption<MountRequest> _mount = new("mount", '\0', "mount", "Attach a filesystem mount to the container", MountValue.Parse);
    private readonly TextOption _name = new("name", '\0', "Assign a name to the container");
    private readonly ListOption<string> _network = new("network", '\0', "network", "Connect a container to a network", NamespaceMode.ParseNetwork);
    private readonly ListOption<string> _net = new("net", '\0', "network", "Connect a container to a network", NamespaceMode.ParseNetwork) { Hidden = true };
    private readonly Switch _noHealthcheck = new("no-healthcheck", '\0', "Disable any container-specified HEALTHCHECK");
    private readonly Switch _oomKillDisable = new("oom-kill-disable", '\0', "Disable OOM Killer");
    private readonly NumberOption _oomScoreAdj = new("oom-score-adj", '\0', "Tune host's OOM preferences (-1000 to 1000)");
    private readonly TextOption _pid = new("pid", '\0', "PID namespace to use", choices: ["host"]);
    private readonly NumberOption _pidsLimit = new("pids-limit", '\0', "Tune container pids limit (set -1 for unlimited)");
    private readonly TextOption _platform = new("platform", '\0', "Set platform if server is multi-platform capable");
    private readonly Switch _privileged = new("privileged", '\0', "Give extended privileges to this container");
    private readonly TextOption _pull = new("pull", '\0', "Pull image before running (\"always\", \"missing\", \"never\")", "missing", ["always", "missing", "never"]);
    private readonly Switch _quiet = new("quiet", 'q', "Suppress the pull output");
    private readonly Switch _readOnly = new("read-only", '\0', "Mount the container's root filesystem as read only");
    private readonly TextOption _restart = new("restart", '\0', "Restart policy to apply when a container exits", "no", ["no"]);
    private readonly Switch _rm = new("rm", '\0', "Automatically remove the container and its associated anonymous volumes when it exits");
    private readonly TextOption _runtime = new("runtime", '\0', "Runtime to use for this container") { Hidden = true };
    private readonly ListOption _securityOpt = new("security-opt", '\0', "Security Options");
    private readonly ValueOption<long> _shmSize = new("shm-size", '\0', "bytes", "Size of /dev/shm", ByteSize.Parse);
    private readonly TextOption _stopSignal = new("stop-signal", '\0', "Signal to stop the container");
    private readonly NumberOption _stopTimeout = new("stop-timeout", '\0', "Timeout (in seconds) to stop a container");
    private readonly ListOption _sysctl = new("sysctl", '\0', "Sysctl options", SysctlValue.Check, "map", "map[]");
    private readonly ListOption _tmpfs = new("tmpfs", '\0', "Mount a tmpfs directory");
    private readonly Switch _tty = new("tty", 't', "Allocate a pseudo-TTY");
    private readonly ListOption<Ulimit> _ulimit = new("ulimit", '\0', "ulimit", "Ulimit options", UlimitValue.Parse, "[]");
    private readonly TextOption _user = new("user", 'u', "Username or UID (format: <name|uid>[:<group|gid>])");
    private readonly TextOption _userns = new("userns", '\0', "User namespace to use", choices: ["host"]);
    private readonly TextOption _uts = new("uts", '\0', "UTS namespace to use", choices: ["host"]);
    private readonly ListOption _volume = new("volume", 'v', "Bind mount a volume", VolumeValue.Check);
    private readonly TextOption _workdir = new("workdir", 'w', "Working directory inside the container");

    /// <summary>The table, in no particular order: help sorts it.</summary>
    public Option[] Table =>
    [
        _addHost, _annotation, _attach, _capAdd, _capDrop, _cgroupParent, _cgroupns, _cidfile, _cpuPeriod, _cpuQuota, _cpuShares, _cpus, _cpusetCpus,
        _cpusetMems, _device, _deviceCgroupRule, _dns, _dnsOption, _dnsOpt, _dnsSearch, _domainname, _entrypoint, _env, _envFile, _expose, _groupAdd, _hostname,
        _init, _interactive, _ipc, _label, _labelFile, _logDriver, _logOpt, _memory, _memoryReservation, _memorySwap, _memorySwappiness, _mount, _name,
        _network, _net, _noHealthcheck, _oomKillDisable, _oomScoreAdj, _pid, _pidsLimit, _platform, _privileged, _pull, _quiet, _readOnly, _restart, _rm,
        _runtime, _securityOpt, _shmSize, _stopSignal, _stopTimeout, _sysctl, _tmpfs, _tty, _ulimit, _user, _userns, _uts, _volume, _workdir, .. Later,
    ];

    public string Name => _name.Value;

    public string? CidFile => _cidfile.GivenValue;

    public bool Interactive => _interactive.Value;

    public bool Tty => _tty.Value;

    public bool Remove => _rm.Value;

    public string Platform => _platform.Value;

    /// <summary><c>always</c>, <c>missing</c> or <c>never</c>.</summary>
    public string Pull => _pull.Value;

    /// <summary>The streams given by <c>-a</c>, lower case.</summary>
    public IReadOnlyList<string> Attach => [.. _attach.Values.Select(stream => stream.ToLowerInvariant())];

    private const string Publishing = "publishing ports comes with a later release";
    private const string UserNetworks = "user-defined networks come with a later release";
    private const string RealTime = "real-time CPU limits are not supported";
    private const string BlockIo = "block IO limits come with a later release";
    private const string Health = "health checks come with a later release";

    private static Option[] Later =>
    [
        new LaterOption("publish", 'p', Publishing), new LaterOption("publish-all", 'P', Publishing, isSwitch: true),
        new LaterOption("ip", '\0', UserNetworks), new LaterOption("ip6", '\0', UserNetworks), new LaterOption("link", '\0', UserNetworks),
        new LaterOption("link-local-ip", '\0', UserNetworks), new LaterOption("network-alias", '\0', UserNetworks),
        new LaterOption("mac-address", '\0', UserNetworks), new LaterOption("health-cmd", '\0', Health), new LaterOption("health-interval", '\0', Health),
        new LaterOption("health-retries", '\0', Health), new LaterOption("health-start-interval", '\0', Health),
        new LaterOption("health-start-period", '\0', Health), new LaterOption("health-timeout", '\0', Health),
        new LaterOption("volumes-from", '\0', "taking over the volumes of a container comes with a later release"),
        new LaterOption("volume-driver", '\0', "volume drivers other than local are not supported"),
        new LaterOption("gpus", '\0', "GPUs come with a later release"), new LaterOption("storage-opt", '\0', "storage options are not supported"),
        new LaterOption("isolation", '\0', "isolation technologies exist on Windows only"),
        new LaterOption("kernel-memory", '\0', "Linux has no kernel memory limit any more"),
        new LaterOption("cpu-rt-period", '\0', RealTime), new LaterOption("cpu-rt-runtime", '\0', RealTime),
        new LaterOption("blkio-weight", '\0', BlockIo), new LaterOption("blkio-weight-device", '\0', BlockIo),
        new LaterOption("device-read-bps", '\0', BlockIo), new LaterOption("device-read-iops", '\0', BlockIo),
        new LaterOption("device-write-bps", '\0', BlockIo), new LaterOption("device-write-iops", '\0', BlockIo),
        new LaterOption("use-api-socket", '\0', "there is no API socket to mount", isSwitch: true),
    ];

    private static string? CheckStream(string text) =>
        text.ToLowerInvariant() is "stdin" or "stdout" or "stderr" ? null : "valid streams are STDIN, STDOUT and STDERR";
}
