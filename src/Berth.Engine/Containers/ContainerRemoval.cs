using Berth.Kernel;

namespace Berth.Engine;

/// <summary>The end of a container under --rm, by its supervisor: without an engine, so that little is loaded.</summary>
internal static class ContainerRemoval
{
    /// <param name="name">As it was at the start; a rename since then is found.</param>
    public static void Remove(EnginePaths paths, ContainerDirectory directory, string name, IReadOnlyList<string> anonymousVolumes)
    {
        var names = new NameRegistry(paths);
        using Fd? held = directory.TryLock(wait: true);
        if (held is null)
        {
            return;
        }

        if (names.Find(name) != directory.Id)
        {
            name = names.NameOf(directory.Id);
        }

        new ContainerStorage(paths, names).Remove(directory, name, anonymousVolumes, volume =>
        {
            BerthEngine engine = BerthEngine.Open(new EngineOptions { DataRoot = paths.DataRoot, RunRoot = paths.RunRoot, ConfigurationFile = "" });
            return engine.Volumes.UsersOf(volume).Count > 0;
        });
    }
}
