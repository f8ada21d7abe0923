using Berth.Cli.CommandLine;
using Berth.Engine;

namespace Berth.Cli.Containers;

/// <summary>The names that completion and hints offer.</summary>
internal static class ContainerNames
{
    /// <summary>All containers' names.</summary>
    public static IEnumerable<string> All(Invocation invocation) => In(invocation);

    /// <summary>The names of the containers in one of <paramref name="states"/>; of all when none is given.</summary>
    public static IEnumerable<string> In(Invocation invocation, params string[] states) => invocation.Engine.Containers.List(new ContainerListOptions
    {
        All = true,
        Filters = [.. states.Select(state => KeyValuePair.Create("status", state))],
    }).SelectMany(container => container.Names).Select(name => name.TrimStart('/'));
}
