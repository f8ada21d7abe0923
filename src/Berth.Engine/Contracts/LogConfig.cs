namespace Berth.Engine.Contracts;

/// <summary>Docker Engine API <c>LogConfig</c>: <c>json-file</c> or <c>none</c>, with options such as <c>max-size</c> and <c>max-file</c>.</summary>
public sealed record LogConfig
{
    internal static LogConfig Unset { get; } = new();

    public string Type { get; init => field = value ?? ""; } = "";

    public SortedDictionary<string, string> Config { get; init => field = value ?? []; } = [];
}
