using Berth.Cli.CommandLine;

namespace Berth.Cli.Runtime;

/// <summary><c>berth runtime resume</c>.</summary>
internal sealed class ResumeVerb : RuntimeVerb
{
    public override VerbUsage Usage => new("CONTAINER-ID", "Resume all processes of a paused container", [], ArgumentCount.Exactly(1));

    public override Option[] Options => [];

    public override int Run(Invocation invocation)
    {
        Runtime.Resume(invocation.Arguments[0]);
        return 0;
    }
}
