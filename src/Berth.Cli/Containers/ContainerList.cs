using Berth.Cli.Output;
using Berth.Engine.Contracts;

namespace Berth.Cli.Containers;

/// <summary>What <c>ps</c> prints.</summary>
internal static class ContainerList
{
    private const string Raw = """
        container_id: {{.ID}}
        image: {{.Image}}
        command: {{.Command}}
        created_at: {{.CreatedAt}}
        state:{{if .State}} {{.State}}{{end}}
        status:{{if .Status}} {{.Status}}{{end}}
        names: {{.Names}}
        labels:{{if .Labels}} {{.Labels}}{{end}}
        ports:{{if .Ports}} {{.Ports}}{{end}}

        """;

    /// <summary>What docker says when both are given.</summary>
    public const string QuietAndFormat = "WARNING: Ignoring custom format, because both --format and --quiet are set.";

    /// <summary>The list in docker's <paramref name="format"/>: empty or <c>table</c>, <c>raw</c>, <c>json</c>, or a template.</summary>
    public static string Render(IReadOnlyList<ContainerSummary> containers, string format, bool quiet, bool truncate, bool size)
    {
        if (format is not ("" or "table" or "raw" or "json"))
        {
            ListFormat.Try(format, ContainerRow.Empty);
        }

        string used = format switch
        {
            "raw" when quiet => "container_id: {{.ID}}",
            _ when quiet => "{{.ID}}",
            "" or "table" => ContainerRow.DefaultFormat + (size ? "\\t{{.Size}}" : ""),
            "raw" => Raw + (size ? "size: {{.Size}}\n" : ""),
            _ => format,
        };
        return ListFormat.Render(used, ContainerRow.Header, containers.Select(container => new ContainerRow(container, truncate)));
    }

    /// <summary>True when <paramref name="format"/> shows sizes, so that they must be computed.</summary>
    public static bool NeedsSize(string format) => format.Contains(".Size") || format == "json" || format.Contains("json .}}");
}
