using Berth.Cli.CommandLine;

namespace Berth.Cli.Containers;

/// <summary><c>stop</c>.</summary>
internal sealed class StopVerb : Verb
{
    private readonly TextOption _signal = new("signal", 's', "Signal to send to the container");
    private readonly NumberOption _timeout = new("timeout", 't', "Seconds to wait before killing the container");
    private readonly NumberOption _time = new("time", '\0', "Seconds to wait before killing the container") { Hidden = true };

    public override VerbUsage Usage => new(
        "[OPTIONS] CONTAINER [CONTAINER...]", "Stop one or more running containers", ["container stop", "stop"], ArgumentCount.AtLeast(1));

    public override Option[] Options => [_signal, _timeout, _time];

    public override int Run(Invocation invocation) => EachContainer.Do(
        invocation, container => invocation.Engine.Containers.Stop(container, _signal.GivenValue, (int?)(_timeout.GivenValue ?? _time.GivenValue)));

    public override IEnumerable<string> CompleteArgument(int position, Invocation invocation) => ContainerNames.In(invocation, "running", "paused");
}
