using Berth.Engine.Contracts;
using Berth.Oci;
using Berth.Oci.Runtime;

namespace Berth.Engine;

/// <summary><c>container:ID</c> as a mode of the network, IPC or PID namespace: at start it becomes the path of that container's namespace.</summary>
internal static class NamespaceSharing
{
    internal const string Prefix = "container:";

    /// <summary>Replaces names by ids, so that a rename of the other container does not matter.</summary>
    internal static HostConfig Resolve(HostConfig host, BerthEngine engine) => host with
    {
        NetworkMode = Resolve(host.NetworkMode, engine), IpcMode = Resolve(host.IpcMode, engine), PidMode = Resolve(host.PidMode, engine),
    };

    internal static ContainerId? Donor(string mode) =>
        mode.StartsWith(Prefix, StringComparison.Ordinal) && ContainerId.TryParse(mode[Prefix.Length..], out ContainerId id) ? id : null;

    internal static Spec Apply(Spec spec, HostConfig host, BerthEngine engine)
    {
        if (Donor(host.NetworkMode) is null && Donor(host.IpcMode) is null && Donor(host.PidMode) is null) return spec;
        return spec with
        {
            Linux = spec.Linux! with
            {
                Namespaces = Array.ConvertAll(spec.Linux.Namespaces ?? [], ns => ns.Type switch
                {
                    "network" => Join(ns, host.NetworkMode, "net", engine),
                    "ipc" => Join(ns, host.IpcMode, "ipc", engine),
                    "pid" => Join(ns, host.PidMode, "pid", engine),
                    _ => ns,
                }),
            },
        };
    }

    private static Namespace Join(Namespace ns, string mode, string file, BerthEngine engine)
    {
        if (Donor(mode) is not { } id) return ns;
        Container donor = engine.Containers.Get(id.Value);
        StateRecord state = donor.ReadState();
        if (state.Status is not (ContainerStatus.Running or ContainerStatus.Paused) || state.Pid == 0)
            throw new EngineException(ErrorKind.Conflict, $"cannot join {ns.Type} namespace of a non running container: {id.Value}", $"berth start {donor}");
        if (file == "ipc" && donor.HostConfig.IpcMode != "shareable")
            throw new EngineException(ErrorKind.Conflict, $"can't join IPC of container {id.Value}: non-shareable IPC (hint: use IpcMode:shareable for the donor container)");
        return ns with { Path = $"/proc/{state.Pid}/ns/{file}" };
    }

    private static string Resolve(string mode, BerthEngine engine) =>
        HostConfigValidation.IsContainer(mode) ? Prefix + engine.Containers.Get(mode[Prefix.Length..]).Id.Value : mode;
}
