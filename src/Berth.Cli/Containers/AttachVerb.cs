using Berth.Cli.CommandLine;
using Berth.Engine;
using Berth.Engine.Supervision;

namespace Berth.Cli.Containers;

/// <summary><c>attach</c>.</summary>
internal sealed class AttachVerb : Verb
{
    private readonly TextOption _detachKeys = CommonOptions.DetachKeys();
    private readonly Switch _noStdin = new("no-stdin", '\0', "Do not attach STDIN");
    private readonly Switch _sigProxy = new("sig-proxy", '\0', "Proxy all received signals to the process", value: true);

    public override VerbUsage Usage => new(
        "[OPTIONS] CONTAINER", "Attach local standard input, output, and error streams to a running container", ["container attach", "attach"],
        ArgumentCount.Exactly(1));

    public override Option[] Options => [_detachKeys, _noStdin, _sigProxy];

    public override int Run(Invocation invocation)
    {
        Container container = EachContainer.Find(invocation, invocation.Arguments[0]);
        bool input = !_noStdin.Value && container.Config.OpenStdin;
        if (Attachment.LacksTerminal(invocation, container.Config.Tty, input))
        {
            return 1;
        }

        return Attachment.Code(invocation.Engine.Containers.Attach(container, new AttachOptions
        {
            Streams = AttachStreams.Output | AttachStreams.Error | (input ? AttachStreams.Input : AttachStreams.None),
            Terminal = container.Config.Tty,
            ForwardSignals = _sigProxy.Value,
            DetachKeys = Attachment.Keys(_detachKeys, invocation.Config),
        }));
    }

    public override IEnumerable<string> CompleteArgument(int position, Invocation invocation) => position == 0 ? ContainerNames.In(invocation, "running") : [];
}
