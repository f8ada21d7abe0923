using Berth.Cli.CommandLine;
using Berth.Engine;
using Berth.Engine.Contracts;

namespace Berth.Cli.Images;

/// <summary><c>images</c>.</summary>
internal sealed class ListVerb : Verb
{
    private readonly Switch _all = new("all", 'a', "Show all images (default hides intermediate images)");
    private readonly Switch _digests = new("digests", '\0', "Show digests");
    private readonly ListOption<KeyValuePair<string, string>> _filter = CommonOptions.Filter("Filter output based on conditions provided");
    private readonly TextOption _format = CommonOptions.ListFormat();
    private readonly Switch _noTrunc = new("no-trunc", '\0', "Don't truncate output");
    private readonly Switch _quiet = new("quiet", 'q', "Only show image IDs");
    private readonly LaterOption _tree = new("tree", '\0', "trees of platforms come with a later release", isSwitch: true);

    public override VerbUsage Usage => new(
        "[OPTIONS] [REPOSITORY[:TAG]]", "List images", ["image ls", "image list", "images"], ArgumentCount.AtMost(1));

    public override Option[] Options => [_all, _digests, _filter, _format, _noTrunc, _quiet, _tree];

    public override int Run(Invocation invocation)
    {
        string format = _format.Given || _quiet.Value ? _format.Value : invocation.Config.ImagesFormat ?? "";
        List<KeyValuePair<string, string>> filters = [.. _filter.Values];
        if (invocation.Arguments.Count > 0)
        {
            filters.Add(KeyValuePair.Create("reference", invocation.Arguments[0]));
        }

        IReadOnlyList<ImageSummary> images = invocation.Engine.Images.List(new ImageListOptions
        {
            Filters = filters,
            CountContainers = format.Contains(".Containers"),
        });
        invocation.Output.Write(ImageList.Render(images, format, _quiet.Value, truncate: !_noTrunc.Value, _digests.Value));
        return 0;
    }

    public override IEnumerable<string> CompleteArgument(int position, Invocation invocation) => position == 0 ? ImageNames.All(invocation) : [];
}
