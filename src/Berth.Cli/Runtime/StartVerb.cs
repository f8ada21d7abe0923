using Berth.Cli.CommandLine;
using Berth.Runtime.Lifecycle;

namespace Berth.Cli.Runtime;

/// <summary><c>berth runtime start</c>.</summary>
internal sealed class StartVerb : RuntimeVerb
{
    public override VerbUsage Usage => new("CONTAINER-ID", "Start the program of a created container", [], ArgumentCount.Exactly(1));

    public override Option[] Options => [];

    public override int Run(Invocation invocation)
    {
        string id = invocation.Arguments[0];
        using NotifySocket? notify = NotifySocket.Outer is { } outer ? Runtime.ListenForReady(id, outer) : null;
        Runtime.Start(id);
        if (notify is not null)
        {
            Runtime.PassReady(id, notify);
        }

        return 0;
    }
}
