namespace Berth.Oci.Runtime;

/// <summary>The five capability sets of capabilities(7), names with the <c>CAP_</c> prefix. Null is the empty set.</summary>
public sealed record Capabilities
{
    public string[]? Bounding { get; init; }

    public string[]? Effective { get; init; }

    public string[]? Inheritable { get; init; }

    public string[]? Permitted { get; init; }

    public string[]? Ambient { get; init; }
}
