using Berth.Cli.CommandLine;
using Berth.Cli.Output;
using Berth.Images;
using Berth.Oci;

namespace Berth.Cli.Images;

/// <summary><c>history</c>.</summary>
internal sealed class HistoryVerb : Verb
{
    private readonly TextOption _format = CommonOptions.ListFormat();
    private readonly Switch _human = new("human", 'H', "Print sizes and dates in human readable format", value: true);
    private readonly Switch _noTrunc = new("no-trunc", '\0', "Don't truncate output");
    private readonly LaterOption _platform = new("platform", '\0', "images of several platforms come with a later release");
    private readonly Switch _quiet = new("quiet", 'q', "Only show image IDs");

    public override VerbUsage Usage => new("[OPTIONS] IMAGE", "Show the history of an image", ["image history", "history"], ArgumentCount.Exactly(1));

    public override Option[] Options => [_format, _human, _noTrunc, _platform, _quiet];

    public override int Run(Invocation invocation)
    {
        string name = invocation.Arguments[0];
        ImageStore store = invocation.Engine.Images.Store;
        StoredImage image = store.Inspect(name)
            ?? throw new EngineException(ErrorKind.NotFound, $"No such image: {name}", ImageNames.Hint(invocation, name));
        string format = _format.Value switch
        {
            _ when _quiet.Value => "{{.ID}}",
            "" or "table" => _human.Value ? HistoryRow.DefaultFormat : HistoryRow.ExactFormat,
            string given => given,
        };
        invocation.Output.Write(ListFormat.Render(
            format, HistoryRow.Header, Entries(image, store).Select(entry => new HistoryRow(entry, !_noTrunc.Value, _human.Value))));
        return 0;
    }

    public override IEnumerable<string> CompleteArgument(int position, Invocation invocation) => position == 0 ? ImageNames.All(invocation) : [];

    // The newest first; only it has an id of its own.
    private static List<HistoryEntry> Entries(StoredImage image, ImageStore store)
    {
        var entries = new List<HistoryEntry>();
        int layer = 0;
        foreach (History step in image.Image.History ?? [])
        {
            long size = 0;
            if (step.EmptyLayer != true && layer < image.Image.RootFs.DiffIds.Length)
            {
                size = store.Layers.Record(image.Image.RootFs.DiffIds[layer++])?.ContentSize ?? 0;
            }

            entries.Insert(0, new HistoryEntry("<missing>", step.Created, step.CreatedBy ?? "", step.Comment ?? "", size));
        }

        if (entries.Count > 0)
        {
            entries[0] = entries[0] with { Id = image.Id.ToString() };
        }

        return entries;
    }
}
