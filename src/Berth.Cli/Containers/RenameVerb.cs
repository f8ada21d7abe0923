using Berth.Cli.CommandLine;

namespace Berth.Cli.Containers;

/// <summary><c>rename</c>.</summary>
internal sealed class RenameVerb : Verb
{
    public override VerbUsage Usage => new(
        "CONTAINER NEW_NAME", "Rename a container", ["container rename", "rename"], ArgumentCount.Exactly(2));

    public override Option[] Options => [];

    public override int Run(Invocation invocation)
    {
        invocation.Engine.Containers.Rename(EachContainer.Find(invocation, invocation.Arguments[0]), invocation.Arguments[1]);
        return 0;
    }

    public override IEnumerable<string> CompleteArgument(int position, Invocation invocation) => position == 0 ? ContainerNames.All(invocation) : [];
}
