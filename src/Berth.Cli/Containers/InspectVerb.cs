using System.Text.Json;
using Berth.Cli.CommandLine;
using Berth.Cli.Output;
using Berth.Engine;
using Berth.Engine.Contracts;

namespace Berth.Cli.Containers;

/// <summary><c>container inspect</c>.</summary>
internal sealed class InspectVerb : Verb
{
    private readonly TextOption _format = CommonOptions.InspectFormat();
    private readonly Switch _size = new("size", 's', "Display total file sizes");

    public override VerbUsage Usage => new(
        "[OPTIONS] CONTAINER [CONTAINER...]", "Display detailed information on one or more containers", ["container inspect"], ArgumentCount.AtLeast(1));

    public override Option[] Options => [_format, _size];

    public override int Run(Invocation invocation) => Inspection.Run(
        invocation, _format.Value, name => ("container.InspectResponse", Json(invocation, EachContainer.Find(invocation, name), _size.Value)));

    public override IEnumerable<string> CompleteArgument(int position, Invocation invocation) => ContainerNames.All(invocation);

    /// <summary>The compact JSON of a container.</summary>
    public static byte[] Json(Invocation invocation, Container container, bool size) =>
        ContractsJson.Write(invocation.Engine.Containers.Inspect(container, size));
}
