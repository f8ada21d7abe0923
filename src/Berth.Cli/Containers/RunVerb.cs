using Berth.Cli.CommandLine;
using Berth.Engine;
using Berth.Engine.Contracts;
using Berth.Engine.Supervision;
using Berth.Oci;

namespace Berth.Cli.Containers;

/// <summary><c>run</c>.</summary>
internal sealed class RunVerb : Verb
{
    private readonly CreateOptions _create = new();
    private readonly Switch _detach = new("detach", 'd', "Run container in background and print container ID");
    private readonly TextOption _detachKeys = CommonOptions.DetachKeys();
    private readonly Switch _explain = new("explain", '\0', "Print the plan of the start instead of starting");
    private readonly Switch _sigProxy = new("sig-proxy", '\0', "Proxy received signals to the process", value: true);

    public override VerbUsage Usage => new(
        "[OPTIONS] IMAGE [COMMAND] [ARG...]", "Create and run a new container from an image", ["container run", "run"], ArgumentCount.AtLeast(1));

    public override Option[] Options => [.. _create.Table, _detach, _detachKeys, _explain, _sigProxy];

    public override bool StopsAtArgument => true;

    public override int FailureCode => 125;

    public override int Run(Invocation invocation)
    {
        if (_explain.Value)
        {
            ContainerCreateRequest planned = ContainerCreation.Request(_create, invocation);
            invocation.Output.Write(PlanReport.Text(ContainerCreation.WithHints(invocation, planned, () => invocation.Engine.Containers.Explain(planned))));
            return 0;
        }

        AttachStreams streams = Streams();
        if (_detach.Value && _create.Attach.Count > 0)
        {
            Output.ErrorPrinter.Line(invocation.Error, "conflicting options: cannot specify both --attach and --detach", null);
            return 1;
        }

        bool input = (streams & AttachStreams.Input) != 0;
        if (Attachment.LacksTerminal(invocation, _create.Tty, input))
        {
            return 1;
        }

        var options = new AttachOptions
        {
            Streams = streams,
            Terminal = _create.Tty,
            ForwardSignals = _sigProxy.Value,
            DetachKeys = Attachment.Keys(_detachKeys, invocation.Config),
        };
        ContainerCreateRequest request = ContainerCreation.Request(_create, invocation);
        request = request with { Config = WithStreams(request.Config, streams) };
        using CidFile? cidFile = CidFile.Open(_create.CidFile);
        string id = "";
        invocation.Engine.Phases.Mark("command line");
        using ContainerSession session = ContainerCreation.WithHints(invocation, request, () => invocation.Engine.Containers.Run(
            request, streams, Attachment.Size(_create.Tty), container =>
            {
                id = container.Id.Value;
                cidFile?.Write(id);
            }));
        if (_detach.Value)
        {
            invocation.Output.WriteLine(id);
            return 0;
        }

        return Attachment.Code(session.Attach(options, alreadyAttached: true));
    }

    public override IEnumerable<string> CompleteArgument(int position, Invocation invocation) => ContainerCreation.CompleteArgument(position, invocation);

    public override IEnumerable<string> CompleteOption(Option option, Invocation invocation) => ContainerCreation.CompleteOption(option, invocation);

    // stdout and stderr always, stdin under -i; -a chooses otherwise.
    private AttachStreams Streams()
    {
        if (_detach.Value)
        {
            return AttachStreams.None;
        }

        if (_create.Attach.Count == 0)
        {
            return AttachStreams.Output | AttachStreams.Error | (_create.Interactive ? AttachStreams.Input : AttachStreams.None);
        }

        AttachStreams streams = AttachStreams.None;
        foreach (string stream in _create.Attach)
        {
            streams |= stream switch { "stdin" => AttachStreams.Input, "stdout" => AttachStreams.Output, _ => AttachStreams.Error };
        }

        return streams;
    }

    private ContainerConfig WithStreams(ContainerConfig config, AttachStreams streams)
    {
        bool input = (streams & AttachStreams.Input) != 0;
        return config with
        {
            AttachStdin = input,
            AttachStdout = (streams & AttachStreams.Output) != 0,
            AttachStderr = (streams & AttachStreams.Error) != 0,
            OpenStdin = config.OpenStdin || input,
            StdinOnce = input,
        };
    }
}
