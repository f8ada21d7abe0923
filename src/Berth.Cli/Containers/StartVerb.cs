using Berth.Cli.CommandLine;
using Berth.Engine;
using Berth.Engine.Supervision;
using Berth.Oci;

namespace Berth.Cli.Containers;

/// <summary><c>start</c>.</summary>
internal sealed class StartVerb : Verb
{
    private readonly Switch _attach = new("attach", 'a', "Attach STDOUT/STDERR and forward signals");
    private readonly LaterOption _checkpoint = new("checkpoint", '\0', "checkpoints are not supported");
    private readonly TextOption _detachKeys = CommonOptions.DetachKeys();
    private readonly Switch _interactive = new("interactive", 'i', "Attach container's STDIN");

    public override VerbUsage Usage => new(
        "[OPTIONS] CONTAINER [CONTAINER...]", "Start one or more stopped containers", ["container start", "start"], ArgumentCount.AtLeast(1));

    public override Option[] Options => [_attach, _checkpoint, _detachKeys, _interactive];

    public override int Run(Invocation invocation)
    {
        if (!_attach.Value && !_interactive.Value)
        {
            return EachContainer.Do(invocation, container => invocation.Engine.Containers.Start(container)?.Dispose());
        }

        if (invocation.Arguments.Count > 1)
        {
            throw new EngineException(ErrorKind.InvalidArgument, "you cannot start and attach multiple containers at once");
        }

        Container found = EachContainer.Find(invocation, invocation.Arguments[0]);
        bool input = _interactive.Value && found.Config.OpenStdin;
        if (Attachment.LacksTerminal(invocation, found.Config.Tty, input))
        {
            return 1;
        }

        AttachStreams streams = AttachStreams.Output | AttachStreams.Error | (input ? AttachStreams.Input : AttachStreams.None);
        var options = new AttachOptions { Streams = streams, Terminal = found.Config.Tty, DetachKeys = Attachment.Keys(_detachKeys, invocation.Config) };
        using ContainerSession? session = invocation.Engine.Containers.Start(found, streams, Attachment.Size(found.Config.Tty));
        return Attachment.Code(session is null ? invocation.Engine.Containers.Attach(found, options) : session.Attach(options, alreadyAttached: true));
    }

    public override IEnumerable<string> CompleteArgument(int position, Invocation invocation) => ContainerNames.In(invocation, "created", "exited");
}
