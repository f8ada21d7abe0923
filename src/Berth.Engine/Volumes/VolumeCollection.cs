using Berth.Engine.Contracts;
using Berth.Oci;

namespace Berth.Engine;

/// <summary>Named and anonymous volumes: directories below <c>volumes/</c>. Who uses one is found by looking through the containers' records.</summary>
public sealed class VolumeCollection
{
    private readonly BerthEngine engine;

    internal VolumeCollection(BerthEngine engine)
    {
        this.engine = engine;
        Store = new VolumeStore(engine.Paths, engine.Clock);
    }

    internal VolumeStore Store { get; }

    /// <summary>Makes a volume, or returns the one that has this name. Null makes an anonymous one.</summary>
    /// <exception cref="EngineException">InvalidArgument: no name for a volume.</exception>
    public VolumeInspect Create(string? name, SortedDictionary<string, string>? labels = null)
    {
        if (string.IsNullOrEmpty(name)) name = Store.CreateAnonymous(labels);
        else Store.Ensure(name, anonymous: false, labels);
        return Inspect(name);
    }

    /// <exception cref="EngineException">NotFound.</exception>
    public VolumeInspect Inspect(string name) =>
        Store.TryRead(name, out VolumeRecord? record) ? Describe(name, record) : throw NoSuchVolume(name);

    /// <summary>All volumes by name.</summary>
    public IReadOnlyList<VolumeInspect> List()
    {
        var volumes = new List<VolumeInspect>();
        foreach (string name in Store.Names())
            if (Store.TryRead(name, out VolumeRecord? record)) volumes.Add(Describe(name, record));
        return volumes;
    }

    /// <summary>Removes a volume that no container refers to.</summary>
    /// <exception cref="EngineException">NotFound; Conflict: in use.</exception>
    public void Remove(string name, bool force = false)
    {
        if (!ContainerName.HasValidCharacters(name) || !Store.Exists(name))
        {
            if (force) return;
            throw NoSuchVolume(name);
        }
        List<string> users = UsersOf(name);
        if (users.Count > 0)
            throw new EngineException(ErrorKind.Conflict, $"remove {name}: volume is in use - [{string.Join(", ", users)}]");
        Store.Remove(name);
    }

    /// <summary>Ids of the containers that mount a volume.</summary>
    public List<string> UsersOf(string name)
    {
        var users = new List<string>();
        foreach (ContainerListing listing in engine.Containers.Scan())
            foreach (MountPoint mount in listing.Mounts)
                if (mount.Type == "volume" && mount.Name == name) users.Add(listing.Id.Value);
        return users;
    }

    private VolumeInspect Describe(string name, VolumeRecord record) => new()
    {
        CreatedAt = record.CreatedAt, Labels = record.Labels, Mountpoint = Store.DataOf(name), Name = name, Options = record.Options,
    };

    private static EngineException NoSuchVolume(string name) => new(ErrorKind.NotFound, $"get {name}: no such volume");
}
