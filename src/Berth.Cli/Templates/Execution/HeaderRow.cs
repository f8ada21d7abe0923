using Berth.Cli.Templates.Values;

namespace Berth.Cli.Templates.Execution;

/// <summary>The row of column titles above a table: a map from field to title, with docker's rule for labels.</summary>
internal static class HeaderRow
{
    public const string MapType = "formatter.SubHeaderContext";

    public static GoMap Of(params ReadOnlySpan<(string Field, string Title)> columns)
    {
        var entries = new SortedList<string, GoValue>(StringComparer.Ordinal);
        foreach ((string field, string title) in columns)
        {
            entries[field] = new GoString(title);
        }

        return new GoMap(entries, MapType, madeOf: "map[string]string");
    }

    /// <summary>The title of <c>.Label "com.example.some-name"</c>: <c>some name</c>.</summary>
    public static string Label(string name) => name[(name.LastIndexOf('.') + 1)..].Replace('-', ' ').Replace('_', ' ');
}
