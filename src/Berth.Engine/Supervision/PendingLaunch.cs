using Berth.Kernel;
using Berth.Network;

namespace Berth.Engine.Supervision;

/// <summary>
/// What can be under way before a container is even created: its supervisor boots and its network namespace is made, on other cores. Disposed
/// without a launch, the supervisor ends and the namespace vanishes.
/// </summary>
public sealed class PendingLaunch : IDisposable
{
    private NetworkNamespace.Pending? _network;
    private SupervisorConnection? _supervisor;

    private PendingLaunch(ContainerId id, SupervisorConnection supervisor, int pid, NetworkNamespace.Pending? network)
    {
        Id = id;
        _supervisor = supervisor;
        SupervisorPid = pid;
        _network = network;
    }

    /// <summary>The container that it is for.</summary>
    public ContainerId Id { get; }

    internal int SupervisorPid { get; }

    public static PendingLaunch Begin(EnginePaths paths, ContainerId id, string networkMode)
    {
        NetworkNamespace.Pending? network = networkMode is "bridge" or "default" or "" ? BridgeNetwork.BeginNamespace() : null;
        (SupervisorConnection connection, int pid) = SupervisorProcess.Start(paths, id.Value);
        return new PendingLaunch(id, connection, pid, network);
    }

    /// <summary>The supervisor's socket; from now on the caller's.</summary>
    internal SupervisorConnection TakeSupervisor()
    {
        SupervisorConnection taken = _supervisor!;
        _supervisor = null;
        return taken;
    }

    /// <summary>The finished namespace, the caller's to dispose; null when the container's network needs none.</summary>
    internal NetworkNamespace? TakeNetwork()
    {
        NetworkNamespace? network = _network?.Wait();
        _network = null;
        return network;
    }

    public void Dispose()
    {
        _supervisor?.Dispose();
        _network?.Wait().Dispose();
    }
}
