namespace Berth.Oci.Runtime;

/// <summary>The execution domain of personality(2).</summary>
public sealed record Personality
{
    /// <summary><c>LINUX</c> or <c>LINUX32</c>.</summary>
    public required string Domain { get; init; }

    public string[]? Flags { get; init; }
}
