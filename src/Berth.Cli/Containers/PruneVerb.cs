using Berth.Cli.CommandLine;
using Berth.Cli.Output;
using Berth.Engine;

namespace Berth.Cli.Containers;

/// <summary><c>container prune</c>.</summary>
internal sealed class PruneVerb : Verb
{
    private readonly ListOption<KeyValuePair<string, string>> _filter = CommonOptions.Filter("Provide filter values (e.g. \"until=<timestamp>\")", '\0');
    private readonly Switch _force = new("force", 'f', "Do not prompt for confirmation");

    public override VerbUsage Usage => new("[OPTIONS]", "Remove all stopped containers", ["container prune"], ArgumentCount.None);

    public override Option[] Options => [_filter, _force];

    public override int Run(Invocation invocation)
    {
        if (!_force.Value && !Question.Confirm(invocation.Output, "WARNING! This will remove all stopped containers."))
        {
            return 1;
        }

        PruneReport report = invocation.Engine.Containers.Prune(_filter.Values);
        if (report.Deleted.Count > 0)
        {
            invocation.Output.Write($"Deleted Containers:\n{string.Join('\n', report.Deleted)}\n\n");
        }

        invocation.Output.WriteLine($"Total reclaimed space: {HumanSize.Decimal(report.SpaceReclaimed)}");
        return 0;
    }
}
