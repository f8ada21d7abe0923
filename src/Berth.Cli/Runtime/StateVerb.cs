using Berth.Cli.CommandLine;

namespace Berth.Cli.Runtime;

/// <summary><c>berth runtime state</c>: the state as JSON.</summary>
internal sealed class StateVerb : RuntimeVerb
{
    public override VerbUsage Usage => new("CONTAINER-ID", "Print a container's state", [], ArgumentCount.Exactly(1));

    public override Option[] Options => [];

    public override int Run(Invocation invocation)
    {
        invocation.Output.WriteLine(System.Text.Encoding.UTF8.GetString(Runtime.State(invocation.Arguments[0]).Write(indented: true)));
        return 0;
    }
}
