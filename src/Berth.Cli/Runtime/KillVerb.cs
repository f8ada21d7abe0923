using Berth.Cli.CommandLine;
using Berth.Kernel.Processes;
using Berth.Oci;

namespace Berth.Cli.Runtime;

/// <summary><c>berth runtime kill</c>.</summary>
internal sealed class KillVerb : RuntimeVerb
{
    private readonly Switch _all = new("all", 'a', "Send the signal to every process of the container");

    public override VerbUsage Usage => new("[OPTIONS] CONTAINER-ID [SIGNAL]", "Send a signal to a container", [], ArgumentCount.Between(1, 2));

    public override Option[] Options => [_all];

    public override int Run(Invocation invocation)
    {
        string text = invocation.Arguments.Count > 1 ? invocation.Arguments[1] : "SIGTERM";
        // 0 sends nothing and asks whether the process is there, kill(2).
        if (!Signals.TryParse(text, out int signal) && text != "0")
        {
            throw new EngineException(ErrorKind.InvalidArgument, $"unknown signal \"{text}\"");
        }

        Runtime.Kill(invocation.Arguments[0], signal, _all.Value);
        return 0;
    }
}
