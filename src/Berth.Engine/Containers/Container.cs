using Berth.Engine.Contracts;
using Berth.Kernel;
using Berth.Oci;
using Berth.Oci.Runtime;

namespace Berth.Engine;

/// <summary>
/// One container: what create decided, and the way to its state. One that was created in this process still has everything in memory, so that
/// starting it reads nothing from disk; one that was looked up reads what it is asked for. Holds no lock and no descriptor.
/// </summary>
public sealed partial class Container
{
    private Spec? spec;
    private ContainerRecord? record;
    private string? name;

    internal Container(BerthEngine engine, ContainerId id, string? name, ContainerRecord? record = null, Spec? spec = null)
    {
        Engine = engine;
        Id = id;
        this.name = name;
        this.record = record;
        this.spec = spec;
        IsNew = spec is not null;
        Directory = new ContainerDirectory(engine.Paths, id);
    }

    public BerthEngine Engine { get; }

    public ContainerId Id { get; }

    public ContainerDirectory Directory { get; }

    /// <summary>Without a slash. Empty while the container is being removed.</summary>
    public string Name => name ??= Engine.Containers.Names.NameOf(Id);

    /// <summary>Created by this process and not started since: there is no state on disk to be read.</summary>
    internal bool IsNew { get; set; }

    public ContainerRecord Record => record ??= ReadRecord();

    public ContainerConfig Config => Record.Config;

    public HostConfig HostConfig => Record.HostConfig;

    /// <summary>The OCI specification as create made it, without the user's numbers (<see cref="ProcessUser"/>) and without namespaces' paths.</summary>
    public Spec Spec => spec ??= RuntimeSpec.Load(
        Files.ReadAllBytes(null, Directory.SpecFile) ?? throw Errors.NoSuchContainer(Id.Value), Directory.SpecFile);

    /// <summary>
    /// What is true now. A container whose supervisor was killed is reported as exited, and put in order: its processes ended, its address
    /// given back, and under <c>--rm</c> it is removed.
    /// </summary>
    /// <exception cref="EngineException">NotFound: removed meanwhile.</exception>
    public StateRecord ReadState()
    {
        if (IsNew) return StateRecord.NeverStarted;
        StateRecord state = StateReader.Read(Directory, out bool orphaned);
        if (orphaned) return OrphanRepair.Repair(this) ?? throw Errors.NoSuchContainer(Id.Value);
        if (ReferenceEquals(state, StateRecord.NeverStarted) && Files.TryStatus(null, Directory.Path, out _) == Errno.ENOENT)
            throw Errors.NoSuchContainer(Id.Value);
        return state;
    }

    /// <summary>
    /// Replaces the state. For the supervisor, or whoever holds <see cref="ContainerDirectory.TryLock"/> while there is none. Containers under
    /// <c>--rm</c> are not synced to disk.
    /// </summary>
    public void WriteState(StateRecord state)
    {
        StateReader.Write(Directory, state, sync: !HostConfig.AutoRemove);
        IsNew = false;
    }

    private ContainerRecord ReadRecord()
    {
        byte[] json = Files.ReadAllBytes(null, Directory.RecordFile) ?? throw Errors.NoSuchContainer(Id.Value);
        return RecordParser.TryParse(json) ?? throw new EngineException(ErrorKind.Corrupt, $"read {Directory.RecordFile}: the file is damaged");
    }

    /// <summary>All that a start needs. Namespaces of other containers are looked up here, so these have to run.</summary>
    /// <exception cref="EngineException">Conflict: a container whose namespace is to be joined does not run.</exception>
    public LaunchInputs PrepareLaunch() => LaunchInputs.Of(this);

    public override string ToString() => Name.Length > 0 ? Name : Id.Short;
}
