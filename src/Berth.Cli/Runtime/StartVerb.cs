using Berth.Cli.CommandLine;

namespace Berth.Cli.Runtime;

/// <summary><c>berth runtime start</c>.</summary>
internal sealed class StartVerb : RuntimeVerb
{
    public override VerbUsage Usage => new("CONTAINER-ID", "Start the program of a created container", [], ArgumentCount.Exactly(1));

    public override Option[] Options => [];

    public override int Run(Invocation invocation)
    {
        Runtime.Start(invocation.Arguments[0]);
        return 0;
    }
}
