using Berth.Oci;

namespace Berth.Engine;

/// <summary>The containers of an engine. Each operation says which of Docker's it is; all may be called from any number of processes at once.</summary>
public sealed partial class ContainerCollection
{
    private readonly BerthEngine engine;

    internal ContainerCollection(BerthEngine engine)
    {
        this.engine = engine;
        Names = new NameRegistry(engine.Paths);
        Storage = new ContainerStorage(engine.Paths, Names);
    }

    internal NameRegistry Names { get; }

    internal ContainerStorage Storage { get; }

    private static EngineException Conflict(string message, string? hint = null) => new(ErrorKind.Conflict, message, hint);
}
