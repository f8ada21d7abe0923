using Berth.Cli.CommandLine;
using Berth.Oci.Runtime;

namespace Berth.Cli.Runtime;

/// <summary><c>berth runtime state</c>: the state as JSON.</summary>
internal sealed class StateVerb : RuntimeVerb
{
    public override VerbUsage Usage => new("CONTAINER-ID", "Print a container's state", [], ArgumentCount.Exactly(1));

    public override Option[] Options => [];

    public override int Run(Invocation invocation)
    {
        invocation.Output.WriteLine(System.Text.Encoding.UTF8.GetString(RuntimeSpec.Write(Runtime.State(invocation.Arguments[0]), indented: true)));
        return 0;
    }
}
