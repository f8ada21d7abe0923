using Berth.Cli.CommandLine;

namespace Berth.Cli.Containers;

/// <summary><c>kill</c>.</summary>
internal sealed class KillVerb : Verb
{
    private readonly TextOption _signal = new("signal", 's', "Signal to send to the container");

    public override VerbUsage Usage => new(
        "[OPTIONS] CONTAINER [CONTAINER...]", "Kill one or more running containers", ["container kill", "kill"], ArgumentCount.AtLeast(1));

    public override Option[] Options => [_signal];

    public override int Run(Invocation invocation) => EachContainer.Do(
        invocation, container => invocation.Engine.Containers.Signal(container, _signal.GivenValue ?? "SIGKILL"));

    public override IEnumerable<string> CompleteArgument(int position, Invocation invocation) => ContainerNames.In(invocation, "running", "paused");

    public override IEnumerable<string> CompleteOption(Option option, Invocation invocation) =>
        ["SIGHUP", "SIGINT", "SIGKILL", "SIGQUIT", "SIGSTOP", "SIGTERM", "SIGUSR1", "SIGUSR2", "SIGWINCH"];
}
