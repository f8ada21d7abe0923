using Berth.Cli.CommandLine;

namespace Berth.Cli.Containers;

/// <summary><c>pause</c>.</summary>
internal sealed class PauseVerb : Verb
{
    public override VerbUsage Usage => new(
        "CONTAINER [CONTAINER...]", "Pause all processes within one or more containers", ["container pause", "pause"], ArgumentCount.AtLeast(1));

    public override Option[] Options => [];

    public override int Run(Invocation invocation) => EachContainer.Do(invocation, invocation.Engine.Containers.Pause);

    public override IEnumerable<string> CompleteArgument(int position, Invocation invocation) => ContainerNames.In(invocation, "running");
}
