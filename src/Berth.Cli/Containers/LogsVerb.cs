using Berth.Cli.CommandLine;
using Berth.Engine;
using Berth.Engine.Logs;
using Berth.Oci;

namespace Berth.Cli.Containers;

/// <summary><c>logs</c>.</summary>
internal sealed class LogsVerb : Verb
{
    private readonly Switch _details = new("details", '\0', "Show extra details provided to logs");
    private readonly Switch _follow = new("follow", 'f', "Follow log output");
    private readonly TextOption _since = new(
        "since", '\0', "Show logs since timestamp (e.g. \"2013-01-02T13:23:37Z\") or relative (e.g. \"42m\" for 42 minutes)");
    private readonly TextOption _tail = new("tail", 'n', "Number of lines to show from the end of the logs", "all");
    private readonly Switch _timestamps = new("timestamps", 't', "Show timestamps");
    private readonly TextOption _until = new(
        "until", '\0', "Show logs before a timestamp (e.g. \"2013-01-02T13:23:37Z\") or relative (e.g. \"42m\" for 42 minutes)");

    public override VerbUsage Usage => new(
        "[OPTIONS] CONTAINER", "Fetch the logs of a container", ["container logs", "logs"], ArgumentCount.Exactly(1));

    public override Option[] Options => [_details, _follow, _since, _tail, _timestamps, _until];

    public override int Run(Invocation invocation)
    {
        var query = new LogQuery
        {
            Tail = Tail(),
            Since = Time(_since, invocation.Engine.Clock),
            Until = Time(_until, invocation.Engine.Clock),
            Follow = _follow.Value,
        };
        Container container = EachContainer.Find(invocation, invocation.Arguments[0]);
        Copy(container, query).GetAwaiter().GetResult();
        return 0;
    }

    public override IEnumerable<string> CompleteArgument(int position, Invocation invocation) => position == 0 ? ContainerNames.All(invocation) : [];

    private async Task Copy(Container container, LogQuery query)
    {
        var output = new LogOutput(_timestamps.Value);
        await using IAsyncEnumerator<LogEntry> entries = container.ReadLogs(query).GetAsyncEnumerator();
        while (true)
        {
            ValueTask<bool> next = entries.MoveNextAsync();
            if (!next.IsCompleted)
            {
                // Nothing more for now: whoever follows must see what there is.
                output.Flush();
            }

            if (!await next.ConfigureAwait(false) || !output.Write(entries.Current))
            {
                break;
            }
        }

        output.Flush();
    }

    private int? Tail()
    {
        if (_tail.Value == "all")
        {
            return null;
        }

        return int.TryParse(_tail.Value, out int lines)
            ? lines < 0 ? null : lines
            : throw new EngineException(ErrorKind.InvalidArgument, $"invalid tail: {GoQuoted.Text(_tail.Value)} is neither a number nor \"all\"");
    }

    private static DateTimeOffset? Time(TextOption option, TimeProvider clock)
    {
        if (!option.Given || option.Value.Length == 0)
        {
            return null;
        }

        return TimeExpression.TryParse(option.Value, clock.GetUtcNow(), out DateTimeOffset time)
            ? time
            : throw new EngineException(
                ErrorKind.InvalidArgument, $"invalid value for \"{option.Name}\": failed to parse value as time or duration: {GoQuoted.Text(option.Value)}");
    }
}
