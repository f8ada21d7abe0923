namespace Berth.Engine;

/// <summary>Docker Engine API <c>GET /containers/json</c>.</summary>
public sealed record ContainerListOptions
{
    /// <summary>Those that do not run too.</summary>
    public bool All { get; init; }

    /// <summary>The so many newest, in any state; 0 for no limit.</summary>
    public int Limit { get; init; }

    /// <summary>Sizes of what each container wrote; walks its files.</summary>
    public bool Size { get; init; }

    /// <summary>Name and value of each <c>--filter</c>. Values of one name are alternatives (labels: all have to hold).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Filters { get; init; } = [];
}
