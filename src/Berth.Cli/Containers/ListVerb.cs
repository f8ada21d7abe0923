using Berth.Cli.CommandLine;
using Berth.Engine;
using Berth.Engine.Contracts;

namespace Berth.Cli.Containers;

/// <summary><c>ps</c>.</summary>
internal sealed class ListVerb : Verb
{
    private readonly Switch _all = new("all", 'a', "Show all containers (default shows just running)");
    private readonly ListOption<KeyValuePair<string, string>> _filter = CommonOptions.Filter("Filter output based on conditions provided");
    private readonly TextOption _format = CommonOptions.ListFormat();
    private readonly NumberOption _last = new("last", 'n', "Show n last created containers (includes all states)", -1);
    private readonly Switch _latest = new("latest", 'l', "Show the latest created container (includes all states)");
    private readonly Switch _noTrunc = new("no-trunc", '\0', "Don't truncate output");
    private readonly Switch _quiet = new("quiet", 'q', "Only display container IDs");
    private readonly Switch _size = new("size", 's', "Display total file sizes");

    public override VerbUsage Usage => new(
        "[OPTIONS]", "List containers", ["container ls", "container list", "container ps", "ps"], ArgumentCount.None);

    public override Option[] Options => [_all, _filter, _format, _last, _latest, _noTrunc, _quiet, _size];

    public override int Run(Invocation invocation)
    {
        string format = _format.Given || _quiet.Value ? _format.Value : invocation.Config.PsFormat ?? "";
        if (_quiet.Value && format.Length > 0)
        {
            invocation.Error.WriteLine(ContainerList.QuietAndFormat);
        }

        IReadOnlyList<ContainerSummary> containers = invocation.Engine.Containers.List(new ContainerListOptions
        {
            All = _all.Value,
            Limit = _latest.Value ? 1 : (int)Math.Max(0, _last.Value),
            Size = _size.Value || (!_quiet.Value && ContainerList.NeedsSize(format)),
            Filters = _filter.Values,
        });
        invocation.Output.Write(ContainerList.Render(containers, format, _quiet.Value, truncate: !_noTrunc.Value, _size.Value));
        return 0;
    }
}
