using Berth.Cli.CommandLine;
using Berth.Cli.Output;
using Berth.Images;

namespace Berth.Cli.Images;

/// <summary><c>image prune</c>.</summary>
internal sealed class PruneVerb : Verb
{
    private readonly Switch _all = new("all", 'a', "Remove all unused images, not just dangling ones");
    private readonly ListOption<KeyValuePair<string, string>> _filter = CommonOptions.Filter("Provide filter values (e.g. \"until=<timestamp>\")", '\0');
    private readonly Switch _force = new("force", 'f', "Do not prompt for confirmation");

    public override VerbUsage Usage => new("[OPTIONS]", "Remove unused images", ["image prune"], ArgumentCount.None);

    public override Option[] Options => [_all, _filter, _force];

    public override int Run(Invocation invocation)
    {
        string warning = _all.Value
            ? "WARNING! This will remove all images without at least one container associated to them."
            : "WARNING! This will remove all dangling images.";
        if (!_force.Value && !Question.Confirm(invocation.Output, warning))
        {
            return 1;
        }

        List<KeyValuePair<string, string>> filters = [.. _filter.Values];
        if (_all.Value)
        {
            filters.Add(KeyValuePair.Create("dangling", "false"));
        }

        (IReadOnlyList<RemovedImage> removed, long reclaimed) = invocation.Engine.Images.Prune(filters);
        if (removed.Count > 0)
        {
            invocation.Output.WriteLine("Deleted Images:");
            foreach (RemovedImage image in removed)
            {
                invocation.Output.WriteLine(image.Untagged is string untagged ? $"untagged: {untagged}" : $"deleted: {image.Deleted}");
            }

            invocation.Output.WriteLine("");
        }

        invocation.Output.WriteLine($"Total reclaimed space: {HumanSize.Decimal(reclaimed)}");
        return 0;
    }
}
