using Berth.Oci;

namespace Berth.Engine;

/// <summary>Failures that several operations share, in Docker's words.</summary>
internal static class Errors
{
    internal static EngineException NoSuchContainer(string name) => new(ErrorKind.NotFound, $"No such container: {name}");

    internal static EngineException NoSuchImage(string name) => new(ErrorKind.NotFound, $"No such image: {name}");

    internal static EngineException Running(Container container, string verb) => new(
        ErrorKind.Conflict, $"cannot {verb} container \"{(container.Name.Length > 0 ? "/" + container.Name : container.Id.Value)}\": container is running: stop the container before removing or force remove");
}
