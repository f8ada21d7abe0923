using Berth.Cli.CommandLine;

namespace Berth.Cli.Runtime;

/// <summary><c>berth runtime delete</c>.</summary>
internal sealed class DeleteVerb : RuntimeVerb
{
    private readonly Switch _force = new("force", 'f', "Kill the container first if it runs");

    public override VerbUsage Usage => new("[OPTIONS] CONTAINER-ID", "Delete what a container holds", [], ArgumentCount.Exactly(1));

    public override Option[] Options => [_force];

    public override int Run(Invocation invocation)
    {
        Runtime.Delete(invocation.Arguments[0], _force.Value);
        return 0;
    }
}
