using Berth.Cli.Configuration;
using Berth.Cli.Values;
using Berth.Engine.Contracts;
using Berth.Oci;

namespace Berth.Cli.Containers;

internal sealed partial class CreateOptions
{
    /// <summary>The container's configuration. <paramref name="words"/> are the image and the command after it.</summary>
    /// <exception cref="EngineException">A file cannot be read, or options contradict each other.</exception>
    public ContainerConfig ToConfig(IReadOnlyList<string> words, ClientConfig client)
    {
        string[] anonymous = [.. _volume.Values.Where(VolumeValue.IsAnonymous)];
        return new ContainerConfig
        {
            Hostname = _hostname.Value,
            Domainname = _domainname.Value,
            User = _user.Value,
            Tty = Tty,
            OpenStdin = Interactive,
            Env = ReadEnvironment(client),
            Cmd = words.Count > 1 ? [.. words.Skip(1)] : null,
            Entrypoint = !_entrypoint.Given ? null : [_entrypoint.Value],
            Image = words[0],
            WorkingDir = _workdir.Value,
            Labels = LabelEntry.ToMap(_labelFile.Values.SelectMany(file => KeyValueFile.Read(file, _ => "")).Concat(_label.Values)),
            Volumes = anonymous.Length == 0 ? null : Set(anonymous),
            ExposedPorts = _expose.Values.Count == 0 ? null : Set(_expose.Values.SelectMany(ExposedPort.Expand)),
            StopSignal = _stopSignal.GivenValue,
            StopTimeout = (int?)_stopTimeout.GivenValue,
            Healthcheck = _noHealthcheck.Value ? new HealthcheckConfig { Test = ["NONE"] } : null,
        };
    }

    /// <summary>What the container asks of the host.</summary>
    /// <exception cref="EngineException">A value is no good, or options contradict each other.</exception>
    public HostConfig ToHostConfig()
    {
        Check();
        return new HostConfig
        {
            Binds = OrNull(_volume.Values.Where(value => !VolumeValue.IsAnonymous(value)).Select(VolumeValue.Absolute)),
            ContainerIDFile = _cidfile.Value,
            LogConfig = new LogConfig { Type = _logDriver.Value, Config = LabelEntry.ToMap(_logOpt.Values) },
            NetworkMode = Network,
            AutoRemove = Remove,
            Annotations = _annotation.Given ? LabelEntry.ToMap(_annotation.Values) : null,
            CapAdd = OrNull(_capAdd.Values),
            CapDrop = OrNull(_capDrop.Values),
            CgroupnsMode = _cgroupns.Value,
            Dns = OrNull(_dns.Values),
            DnsOptions = OrNull(_dnsOption.Values.Concat(_dnsOpt.Values)),
            DnsSearch = OrNull(_dnsSearch.Values),
            ExtraHosts = OrNull(_addHost.Values),
            GroupAdd = OrNull(_groupAdd.Values),
            IpcMode = _ipc.Value,
            OomScoreAdj = (int)_oomScoreAdj.Value,
            PidMode = _pid.Value,
            Privileged = _privileged.Value,
            ReadonlyRootfs = _readOnly.Value,
            SecurityOpt = OrNull(_securityOpt.Values.Select(Security)),
            Tmpfs = _tmpfs.Given ? Tmpfs() : null,
            UTSMode = _uts.Value,
            UsernsMode = _userns.Value,
            ShmSize = _shmSize.Value ?? 0,
            Sysctls = _sysctl.Given ? LabelEntry.ToMap(_sysctl.Values) : null,
            CpuShares = _cpuShares.Value,
            Memory = _memory.Value ?? 0,
            NanoCpus = _cpus.Value ?? 0,
            CgroupParent = _cgroupParent.Value,
            CpuPeriod = _cpuPeriod.Value,
            CpuQuota = _cpuQuota.Value,
            CpusetCpus = _cpusetCpus.Value,
            CpusetMems = _cpusetMems.Value,
            Devices = OrNull(_device.Values),
            DeviceCgroupRules = OrNull(_deviceCgroupRule.Values),
            MemoryReservation = _memoryReservation.Value ?? 0,
            MemorySwap = _memorySwap.Value ?? 0,
            MemorySwappiness = _memorySwappiness.GivenValue,
            OomKillDisable = _oomKillDisable.Given ? _oomKillDisable.Value : null,
            PidsLimit = _pidsLimit.GivenValue,
            Ulimits = OrNull(_ulimit.Values),
            Mounts = OrNull(_mount.Values),
            Init = _init.Given ? _init.Value : null,
        };
    }

    private string Network
    {
        get
        {
            string[] networks = [.. _network.Values, .. _net.Values];
            return networks.Length switch
            {
                0 => "",
                1 => networks[0],
                _ => throw Invalid("a container in several networks comes with a later release"),
            };
        }
    }

    private void Check()
    {
        foreach ((string option, string value) in ((string, string)[])
            [("ipc", _ipc.Value), ("pid", _pid.Value), ("uts", _uts.Value), ("cgroupns", _cgroupns.Value), ("userns", _userns.Value)])
        {
            if (NamespaceMode.Check(option, value) is string complaint)
            {
                throw Invalid(complaint);
            }
        }

        if (Pull is not ("always" or "missing" or "never"))
        {
            throw Invalid($"invalid pull option: '{Pull}': must be one of \"always\", \"missing\" or \"never\"");
        }

        if (_restart.Value is not ("no" or ""))
        {
            throw Remove
                ? Invalid("conflicting options: cannot specify both --restart and --rm")
                : new EngineException(ErrorKind.NotSupported, $"--restart {_restart.Value}: restart policies come with a later release");
        }

        if (_runtime.Value is not ("" or "berth"))
        {
            throw Invalid($"unknown or invalid runtime name: {_runtime.Value}");
        }

        if (_memorySwappiness.GivenValue is < 0 or > 100)
        {
            throw Invalid($"invalid value: {_memorySwappiness.Value}. Valid memory swappiness range is 0-100");
        }

        if (_cpus.Given && (_cpuPeriod.Given || _cpuQuota.Given))
        {
            throw Invalid("Conflicting options: Nano CPUs and CPU Period/Quota cannot both be set");
        }

        if (_stopTimeout.GivenValue is < -1 or > int.MaxValue)
        {
            throw Invalid($"--stop-timeout {_stopTimeout.Value} is out of range");
        }
    }

    private string[]? ReadEnvironment(ClientConfig client)
    {
        List<string> entries =
        [
            .. _envFile.Values.SelectMany(file => KeyValueFile.Read(file, Environment.GetEnvironmentVariable)),
            .. _env.Values.Select(EnvironmentEntry.Resolve),
        ];
        bool IsGiven(string name) => entries.Exists(entry => entry == name || entry.StartsWith(name + "=", StringComparison.Ordinal));
        string[] all = [.. client.ProxyEnvironment(IsGiven), .. entries];
        return all.Length == 0 ? null : all;
    }

    private SortedDictionary<string, string> Tmpfs()
    {
        var mounts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string value in _tmpfs.Values)
        {
            int colon = value.IndexOf(':');
            mounts[colon < 0 ? value : value[..colon]] = colon < 0 ? "" : value[(colon + 1)..];
        }

        return mounts;
    }

    private static string Security(string text) => SecurityOption.Resolve(text, out string option) is string reason ? throw Invalid(reason) : option;

    private static SortedDictionary<string, EmptyObject> Set(IEnumerable<string> keys)
    {
        var set = new SortedDictionary<string, EmptyObject>(StringComparer.Ordinal);
        foreach (string key in keys)
        {
            set[key] = default;
        }

        return set;
    }

    private static T[]? OrNull<T>(IEnumerable<T> values)
    {
        T[] array = [.. values];
        return array.Length == 0 ? null : array;
    }

    private static EngineException Invalid(string message) => new(ErrorKind.InvalidArgument, message);
}
