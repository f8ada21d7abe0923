using Berth.Cli.CommandLine;

namespace Berth.Cli.Runtime;

/// <summary><c>berth runtime pause</c>.</summary>
internal sealed class PauseVerb : RuntimeVerb
{
    public override VerbUsage Usage => new("CONTAINER-ID", "Suspend all processes of a container", [], ArgumentCount.Exactly(1));

    public override Option[] Options => [];

    public override int Run(Invocation invocation)
    {
        Runtime.Pause(invocation.Arguments[0]);
        return 0;
    }
}
