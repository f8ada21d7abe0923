using Berth.Engine.Supervision;
using Berth.Kernel;
using Berth.Kernel.Cgroups;
using Berth.Kernel.Processes;
using Berth.Network;
using Berth.Oci;

namespace Berth.Engine;

public sealed partial class ContainerCollection
{
    /// <summary>Removes a container. Docker Engine API <c>DELETE /containers/{id}</c>.</summary>
    /// <param name="force">End it first when it runs (SIGKILL).</param>
    /// <param name="volumes">Its anonymous volumes too.</param>
    /// <exception cref="EngineException">Conflict: it runs. Internal: some of its files could not be deleted.</exception>
    public void Remove(Container container, bool force = false, bool volumes = false)
    {
        while (true)
        {
            if (IsOrBecomesAlive(container))
            {
                if (!force) throw Errors.Running(container, "remove");
                Kill(container);
            }
            using Fd? held = container.Directory.TryLock(wait: true);
            // Someone else removed it: what was asked for holds. So does a container under --rm when it is killed.
            if (held is null) return;
            if (StateReader.Read(container.Directory, out bool orphaned).IsAlive && !orphaned)
            {
                // It was being started while we waited.
                if (!force) throw Errors.Running(container, "remove");
                continue;
            }
            // A start that was killed half-way may have left one.
            OrphanCgroup.Kill(container);
            RemoveLocked(container, volumes);
            return;
        }
    }

    /// <summary>The removal itself, for a holder of the container's lock: the supervisor does this at the end of <c>--rm</c>.</summary>
    /// <exception cref="EngineException">Internal: some files could not be deleted; the container is gone from lists all the same.</exception>
    public void RemoveLocked(Container container, bool removeVolumes)
    {
        string[] anonymous = removeVolumes ? AnonymousVolumesOf(container) : [];
        Errno errno = Storage.Remove(container.Directory, container.Name, anonymous, volume => engine.Volumes.UsersOf(volume).Count > 0);
        if (errno != Errno.None)
            throw new EngineException(
                ErrorKind.Internal, $"remove container {container.Id.Value}: {errno.Describe()}", $"what is left is {engine.Paths.Containers}/.removing-{container.Id.Value}");
    }

    // A container whose record is damaged has to be removable all the same.
    private static string[] AnonymousVolumesOf(Container container)
    {
        try { return container.Record.AnonymousVolumes ?? []; }
        catch (EngineException e) when (e.Kind == ErrorKind.Corrupt) { return []; }
    }

    /// <summary>Gives another name. Docker Engine API <c>POST /containers/{id}/rename</c>.</summary>
    /// <exception cref="EngineException">Conflict: the name is taken. InvalidArgument: it is no name, or the old one.</exception>
    public void Rename(Container container, string newName)
    {
        if (newName.Length == 0) throw new EngineException(ErrorKind.InvalidArgument, "Neither old nor new names may be empty");
        string wanted = ContainerName.Require(newName);
        // A name may only be moved by one who knows that it is this container's for as long as that takes.
        using Fd held = container.Directory.TryLock(wait: true) ?? throw Errors.NoSuchContainer(container.Id.Value);
        string old = Names.NameOf(container.Id);
        if (old.Length == 0) throw Errors.NoSuchContainer(container.Id.Value);
        if (old == wanted) throw new EngineException(ErrorKind.InvalidArgument, "Renaming a container with the same name as its current name");
        Names.Rename(old, wanted, container.Id);
    }

    /// <summary>Gives back what a container that ended had of the network.</summary>
    internal void ReleaseNetwork(Container container, StateRecord state)
    {
        if (state.Network?.IPAddress is { Length: > 0 } text && IPv4Address.TryParse(text, out IPv4Address address))
            engine.Bridge.Release(container.Id.Value, address);
    }

    // A supervisor without a recorded life is just starting its container, or just done with it: which of the two shows in a moment.
    private static bool IsOrBecomesAlive(Container container)
    {
        long end = Environment.TickCount64 + 5_000;
        while (true)
        {
            if (container.ReadState().IsAlive) return true;
            if (!StateReader.SupervisorLives(container.Directory.SupervisorLock) || Environment.TickCount64 > end) return false;
            Thread.Sleep(1);
        }
    }

    // The supervisor records the end as it would any other, and under --rm removes the container.
    private static void Kill(Container container)
    {
        using (ContainerSession? session = ContainerSession.TryConnect(container.Directory))
        {
            if (session is not null)
            {
                session.Stop(Signals.Kill, 0);
                return;
            }
        }
        // Without a supervisor to talk to (it is just starting, or ending) the processes are killed, and what it does then is awaited.
        Cgroup cgroup = OrphanCgroup.Open(container);
        if (!cgroup.KillAll()) throw new EngineException(ErrorKind.Internal, $"cannot kill container: {container}: its processes do not end");
        long end = Environment.TickCount64 + 10_000;
        while (StateReader.SupervisorLives(container.Directory.SupervisorLock))
        {
            if (Environment.TickCount64 > end) throw new EngineException(ErrorKind.Internal, $"cannot kill container: {container}: its supervisor does not end");
            Thread.Sleep(2);
        }
    }
}
