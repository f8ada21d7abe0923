namespace Berth.Oci.Runtime;

/// <summary>The size of the pseudo-terminal, in character cells.</summary>
public sealed record ConsoleSize
{
    public required uint Height { get; init; }

    public required uint Width { get; init; }
}
