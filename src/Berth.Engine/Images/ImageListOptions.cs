namespace Berth.Engine;

/// <summary>Docker Engine API <c>GET /images/json</c>.</summary>
public sealed record ImageListOptions
{
    /// <summary>Count the containers of each image.</summary>
    public bool CountContainers { get; init; }

    /// <summary><c>reference</c> (a pattern), <c>label</c>, <c>dangling</c>, <c>before</c>, <c>since</c>, <c>until</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Filters { get; init; } = [];
}
