using System.Text;
using Berth.Cli.CommandLine;
using Berth.Cli.Output;
using Berth.Oci;
using Berth.Runtime.Lifecycle;

namespace Berth.Cli.Runtime;

/// <summary><c>berth runtime list</c>.</summary>
internal sealed class ListVerb : RuntimeVerb
{
    private readonly TextOption _format = new("format", 'f', "table or json", "table", ["table", "json"]);
    private readonly Switch _quiet = new("quiet", 'q', "Print only the ids");

    public override VerbUsage Usage => new("[OPTIONS]", "List the containers of the runtime's directory", [], ArgumentCount.None);

    public override Option[] Options => [_format, _quiet];

    public override int Run(Invocation invocation)
    {
        IReadOnlyList<ContainerState> states = Runtime.List();
        if (_quiet.Value)
        {
            foreach (ContainerState state in states)
            {
                invocation.Output.WriteLine(state.Id);
            }

            return 0;
        }

        invocation.Output.Write(_format.Value switch
        {
            "table" => Table(states),
            // runc says null for none; an empty array is what its readers make of both.
            "json" => $"[{string.Join(',', states.Select(s => Encoding.UTF8.GetString(s.Write(indented: false))))}]\n",
            _ => throw new EngineException(ErrorKind.InvalidArgument, "invalid format option"),
        });
        return 0;
    }

    private static string Table(IReadOnlyList<ContainerState> states)
    {
        var table = new StringBuilder("ID\tPID\tSTATUS\tBUNDLE\tCREATED\tOWNER\n");
        foreach (ContainerState s in states)
        {
            table.Append(s.Id).Append('\t').Append(s.Pid).Append('\t').Append(s.Status).Append('\t').Append(s.Bundle).Append('\t')
                .Append(s.Created).Append('\t').Append(s.Owner).Append('\n');
        }

        return TabWriter.Align(table.ToString(), leastWidth: 12);
    }
}
