using System.Diagnostics.CodeAnalysis;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Engine;

public sealed partial class ContainerCollection
{
    /// <summary>A container by its full id, its name, or the beginning of an id that only one has.</summary>
    /// <exception cref="EngineException">NotFound; InvalidArgument: several ids begin so.</exception>
    public Container Get(string nameOrId) => TryGet(nameOrId, out Container? container) ? container : throw Errors.NoSuchContainer(nameOrId);

    /// <summary>As <see cref="Get"/>; false when there is none.</summary>
    public bool TryGet(string nameOrId, [NotNullWhen(true)] out Container? container)
    {
        container = null;
        if (nameOrId.Contains('\0')) return false;
        if (ContainerId.TryParse(nameOrId, out ContainerId id) && Exists(id))
        {
            container = new Container(engine, id, null);
            return true;
        }
        string name = nameOrId.StartsWith('/') ? nameOrId[1..] : nameOrId;
        if (ContainerName.IsValid(name) && Names.Find(name) is { } named && Exists(named))
        {
            container = new Container(engine, named, name);
            return true;
        }
        if (nameOrId.Length is 0 or >= 64 || !ContainerId.IsHex(nameOrId)) return false;
        ContainerId? found = null;
        foreach (string entry in DirectoryEntries.Names(null, engine.Paths.Containers))
        {
            if (!entry.StartsWith(nameOrId, StringComparison.Ordinal) || !ContainerId.TryParse(entry, out ContainerId candidate)) continue;
            if (found is not null)
                throw new EngineException(ErrorKind.InvalidArgument, $"multiple IDs found with provided prefix: {nameOrId}", "give more digits, or the name");
            found = candidate;
        }
        if (found is null) return false;
        container = new Container(engine, found.Value, null);
        return true;
    }

    private bool Exists(ContainerId id) => Files.TryStatus(null, $"{engine.Paths.Containers}/{id.Value}", out _) == Errno.None;
}
