using Berth.Cli.Values;

namespace Berth.Cli.CommandLine;

/// <summary>Options that several verbs have, in the same words.</summary>
internal static class CommonOptions
{
    public static TextOption ListFormat() => new(
        "format", '\0',
        "Format output using a custom template:\n'table':            Print output in table format with column headers (default)\n"
        + "'table TEMPLATE':   Print output in table format using the given Go template\n'json':             Print in JSON format\n"
        + "'TEMPLATE':         Print output using the given Go template.",
        choices: ["table", "json"]);

    public static TextOption InspectFormat() => new(
        "format", 'f',
        "Format output using a custom template:\n'json':             Print in JSON format\n'TEMPLATE':         Print output using the given Go template.",
        choices: ["json"]);

    public static ListOption<KeyValuePair<string, string>> Filter(string usage, char shorthand = 'f') =>
        new("filter", shorthand, "filter", usage, FilterValue.Parse);

    public static TextOption DetachKeys() => new("detach-keys", '\0', "Override the key sequence for detaching a container");
}
