using Berth.Engine.Contracts;

namespace Berth.Engine;

public sealed partial class ContainerCollection
{
    /// <summary>Everything about a container. Docker Engine API <c>GET /containers/{id}/json</c>.</summary>
    /// <param name="size">Count what it wrote; walks its files.</param>
    public ContainerInspect Inspect(Container container, bool size = false)
    {
        StateRecord state = container.ReadState();
        ContainerRecord record = container.Record;
        ContainerDirectory directory = container.Directory;
        ContainerDirectory network = NamespaceSharing.Donor(record.HostConfig.NetworkMode) is { } donor ? new ContainerDirectory(engine.Paths, donor) : directory;
        bool started = state.StartedAt is not null;
        long? written = size ? WrittenBy(directory.Upper) : null;
        return new ContainerInspect
        {
            Id = record.Id,
            Created = record.Created,
            Path = record.Path,
            Args = record.Args,
            State = Describe(state),
            Image = record.ImageId,
            ResolvConfPath = started ? network.ResolvConfFile : "",
            HostnamePath = started ? network.HostnameFile : "",
            HostsPath = started ? network.HostsFile : "",
            LogPath = record.HostConfig.LogConfig.Type == "json-file" ? directory.LogFile : "",
            Name = "/" + container.Name,
            RestartCount = state.RestartCount,
            Driver = "overlay2",
            Platform = record.Os,
            AppArmorProfile = record.AppArmorProfile,
            ExecIDs = state.ExecIds is { Length: > 0 } ? state.ExecIds : null,
            HostConfig = record.HostConfig,
            GraphDriver = GraphDriverOf(container),
            SizeRw = written,
            SizeRootFs = written + (size ? ImageSize(record.Layers) : 0),
            Mounts = record.Mounts,
            Config = record.Config,
            NetworkSettings = Describe(state, record),
        };
    }

    private static ContainerState Describe(StateRecord state) => new()
    {
        Status = state.Status.Word(),
        // As Docker has it: a paused container and one between two restarts run too.
        Running = state.IsAlive,
        Paused = state.Status == ContainerStatus.Paused,
        Restarting = state.Status == ContainerStatus.Restarting,
        OOMKilled = state.OomKilled,
        Dead = state.Status == ContainerStatus.Dead,
        Pid = state.Pid,
        ExitCode = state.ExitCode,
        Error = state.Error ?? "",
        StartedAt = state.StartedAt ?? Rfc3339.Never,
        FinishedAt = state.FinishedAt ?? Rfc3339.Never,
        Health = state.Health,
    };

    private static GraphDriver GraphDriverOf(Container container)
    {
        IReadOnlyList<string> lower = LaunchInputs.LayerPaths(container.Engine.Paths, container.Record.Layers);
        return new GraphDriver
        {
            Name = "overlay2",
            Data = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["ID"] = container.Id.Value,
                ["LowerDir"] = string.Join(':', lower),
                ["MergedDir"] = container.Directory.Rootfs,
                ["UpperDir"] = container.Directory.Upper,
                ["WorkDir"] = container.Directory.Work,
            },
        };
    }

    private static NetworkSettings Describe(StateRecord state, ContainerRecord record)
    {
        NetworkSettings network = state.Network ?? new NetworkSettings();
        if (network.Networks.Count == 0) network = network with { Networks = EmptyNetworks(record.HostConfig.NetworkMode) };
        if (state.Pid == 0) return network;
        var ports = new SortedDictionary<string, PortBinding[]?>(network.Ports, StringComparer.Ordinal);
        foreach (string port in (IEnumerable<string>?)record.Config.ExposedPorts?.Keys ?? []) ports.TryAdd(port, null);
        return network with { Ports = ports, SandboxID = record.Id, SandboxKey = $"/proc/{state.Pid}/ns/net" };
    }
}
