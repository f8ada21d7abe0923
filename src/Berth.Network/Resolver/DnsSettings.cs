namespace Berth.Network;

/// <summary>What a user asked for with <c>--dns</c>, <c>--dns-search</c> and <c>--dns-option</c>; an empty list leaves the host's.</summary>
public sealed record DnsSettings
{
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>A single <c>.</c> stands for no search domain at all.</summary>
    public IReadOnlyList<string> Search { get; init; } = [];

    public IReadOnlyList<string> Options { get; init; } = [];
}
