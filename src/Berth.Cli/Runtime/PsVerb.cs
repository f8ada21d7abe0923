using Berth.Cli.CommandLine;
using Berth.Oci;

namespace Berth.Cli.Runtime;

/// <summary><c>berth runtime ps</c>: the container's processes, as the host's ps(1) shows them.</summary>
internal sealed class PsVerb : RuntimeVerb
{
    private readonly TextOption _format = new("format", 'f', "table or json", "table", ["table", "json"]);

    public override VerbUsage Usage => new("[OPTIONS] CONTAINER-ID [PS-OPTIONS]", "Show the processes of a container", [], ArgumentCount.AtLeast(1));

    public override Option[] Options => [_format];

    public override bool StopsAtArgument => true;

    public override int Run(Invocation invocation)
    {
        IReadOnlyList<int> processes = Runtime.Processes(invocation.Arguments[0]);
        // The option may stand after the id, too.
        List<string> words = [.. invocation.Arguments.Skip(1)];
        string format = _format.Value;
        if (words is ["-f" or "--format", var named, ..] && named is "json" or "table")
        {
            format = named;
            words.RemoveRange(0, 2);
        }

        switch (format)
        {
            case "json":
                invocation.Output.WriteLine($"[{string.Join(',', processes)}]");
                return 0;
            case "table":
                foreach (string line in HostPs.Run(words.Count > 0 ? words : ["-ef"], processes))
                {
                    invocation.Output.WriteLine(line);
                }

                return 0;
            default:
                throw new EngineException(ErrorKind.InvalidArgument, "invalid format option");
        }
    }
}
