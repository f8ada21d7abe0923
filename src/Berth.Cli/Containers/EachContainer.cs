using Berth.Cli.CommandLine;
using Berth.Engine;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Cli.Containers;

/// <summary>Verbs that do one thing to several containers: each success prints what was typed, a failure does not keep the others from it.</summary>
internal static class EachContainer
{
    /// <summary>Runs <paramref name="action"/> for every argument. Returns 0, or 1 when one failed.</summary>
    public static int Do(Invocation invocation, Action<Container> action, bool missingIsFine = false)
    {
        int code = 0;
        foreach (string name in invocation.Arguments)
        {
            try
            {
                action(Find(invocation, name));
                invocation.Output.WriteLine(name);
                invocation.Output.TryFlush();
            }
            catch (EngineException failure) when (missingIsFine && failure.Kind == ErrorKind.NotFound)
            {
                invocation.Report(failure);
            }
            catch (Exception failure) when (failure is EngineException or KernelException or IOException)
            {
                invocation.Report(failure);
                code = 1;
            }
        }

        return code;
    }

    /// <summary>The container of a name or id; a miss says which name was probably meant.</summary>
    /// <exception cref="EngineException">NotFound; InvalidArgument for a beginning that several ids have.</exception>
    public static Container Find(Invocation invocation, string name)
    {
        try
        {
            return invocation.Engine.Containers.Get(name);
        }
        catch (EngineException failure) when (failure.Kind == ErrorKind.NotFound && failure.Hint is null)
        {
            string? near = NearestName.Find(name, [.. ContainerNames.All(invocation)]);
            throw new EngineException(failure.Kind, failure.Message, near is null ? null : $"did you mean {near}?", failure);
        }
    }
}
