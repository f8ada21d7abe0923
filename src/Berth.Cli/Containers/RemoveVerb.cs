using Berth.Cli.CommandLine;

namespace Berth.Cli.Containers;

/// <summary><c>rm</c>.</summary>
internal sealed class RemoveVerb : Verb
{
    private readonly Switch _force = new("force", 'f', "Force the removal of a running container (uses SIGKILL)");
    private readonly LaterOption _link = new("link", 'l', "links come with a later release", isSwitch: true);
    private readonly Switch _volumes = new("volumes", 'v', "Remove anonymous volumes associated with the container");

    public override VerbUsage Usage => new(
        "[OPTIONS] CONTAINER [CONTAINER...]", "Remove one or more containers", ["container rm", "container remove", "rm"], ArgumentCount.AtLeast(1));

    public override Option[] Options => [_force, _link, _volumes];

    public override int Run(Invocation invocation) => EachContainer.Do(
        invocation,
        container => invocation.Engine.Containers.Remove(container, _force.Value, _volumes.Value),
        missingIsFine: _force.Value);

    public override IEnumerable<string> CompleteArgument(int position, Invocation invocation) =>
        _force.Value ? ContainerNames.All(invocation) : ContainerNames.In(invocation, "created", "exited", "dead");
}
