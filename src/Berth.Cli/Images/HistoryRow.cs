using Berth.Cli.Output;
using Berth.Cli.Templates.Execution;
using Berth.Cli.Templates.Values;

namespace Berth.Cli.Images;

/// <summary>One step of an image's history.</summary>
internal sealed record HistoryEntry(string Id, DateTimeOffset? Created, string CreatedBy, string Comment, long Size);

/// <summary>One line of <c>history</c>.</summary>
internal sealed class HistoryRow(HistoryEntry entry, bool truncate, bool human) : GoMethods
{
    public const string DefaultFormat = "table {{.ID}}\\t{{.CreatedSince}}\\t{{.CreatedBy}}\\t{{.Size}}\\t{{.Comment}}";

    public const string ExactFormat = "table {{.ID}}\\t{{.CreatedAt}}\\t{{.CreatedBy}}\\t{{.Size}}\\t{{.Comment}}";

    public static GoMap Header => HeaderRow.Of(
        ("ID", "IMAGE"), ("CreatedSince", "CREATED"), ("CreatedAt", "CREATED AT"), ("CreatedBy", "CREATED BY"), ("Size", "SIZE"), ("Comment", "COMMENT"));

    public override string TypeName => "*formatter.historyContext";

    public override IReadOnlyList<string> JsonMethods => ["Comment", "CreatedAt", "CreatedBy", "CreatedSince", "ID", "Size"];

    public override string Bare => GoJson.Write(this);

    public override int Arity(string method) => JsonMethods.Contains(method) ? 0 : -1;

    public override GoValue Call(string method, IReadOnlyList<string> arguments) => new GoString(method switch
    {
        "ID" => truncate ? ShortText.Id(entry.Id) : entry.Id,
        "CreatedAt" => entry.Created is DateTimeOffset at ? at.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ") : "N/A",
        "CreatedSince" => entry.Created is DateTimeOffset since ? HumanTime.Ago(since.ToUnixTimeSeconds()) : "N/A",
        "CreatedBy" => CreatedBy,
        "Size" => human ? HumanSize.Decimal(entry.Size, 3) : entry.Size.ToString(),
        "Comment" => entry.Comment,
        _ => "",
    });

    private string CreatedBy
    {
        get
        {
            string line = entry.CreatedBy.Replace('\t', ' ');
            return truncate ? ShortText.Ellipsis(line, 45) : line;
        }
    }
}
