using Berth.Cli.CommandLine;

namespace Berth.Cli.Containers;

/// <summary><c>unpause</c>.</summary>
internal sealed class UnpauseVerb : Verb
{
    public override VerbUsage Usage => new(
        "CONTAINER [CONTAINER...]", "Unpause all processes within one or more containers", ["container unpause", "unpause"], ArgumentCount.AtLeast(1));

    public override Option[] Options => [];

    public override int Run(Invocation invocation) => EachContainer.Do(invocation, invocation.Engine.Containers.Unpause);

    public override IEnumerable<string> CompleteArgument(int position, Invocation invocation) => ContainerNames.In(invocation, "paused");
}
