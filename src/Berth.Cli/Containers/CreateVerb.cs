using Berth.Cli.CommandLine;
using Berth.Engine;

namespace Berth.Cli.Containers;

/// <summary><c>create</c>.</summary>
internal sealed class CreateVerb : Verb
{
    private readonly CreateOptions _create = new();

    public override VerbUsage Usage => new(
        "[OPTIONS] IMAGE [COMMAND] [ARG...]", "Create a new container", ["container create", "create"], ArgumentCount.AtLeast(1));

    public override Option[] Options => _create.Table;

    public override bool StopsAtArgument => true;

    public override int Run(Invocation invocation)
    {
        ContainerCreateRequest request = ContainerCreation.Request(_create, invocation);
        bool all = _create.Attach.Count == 0;
        request = request with
        {
            Config = request.Config with
            {
                AttachStdin = _create.Interactive && (all || _create.Attach.Contains("stdin")),
                AttachStdout = all || _create.Attach.Contains("stdout"),
                AttachStderr = all || _create.Attach.Contains("stderr"),
                StdinOnce = _create.Interactive,
            },
        };
        using CidFile? cidFile = CidFile.Open(_create.CidFile);
        Container container = ContainerCreation.WithHints(invocation, request, () => invocation.Engine.Containers.Create(request));
        cidFile?.Write(container.Id.Value);
        invocation.Output.WriteLine(container.Id.Value);
        return 0;
    }

    public override IEnumerable<string> CompleteArgument(int position, Invocation invocation) => ContainerCreation.CompleteArgument(position, invocation);

    public override IEnumerable<string> CompleteOption(Option option, Invocation invocation) => ContainerCreation.CompleteOption(option, invocation);
}
