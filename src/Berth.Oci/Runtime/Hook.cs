namespace Berth.Oci.Runtime;

/// <summary>A program run at one point of the container's life, with the container's state on its standard input.</summary>
public sealed record Hook
{
    /// <summary>An absolute path.</summary>
    public required string Path { get; init; }

    /// <summary>As for execv(3): the first is the program's own name.</summary>
    public string[]? Args { get; init; }

    public string[]? Env { get; init; }

    /// <summary>Seconds, more than zero.</summary>
    public int? Timeout { get; init; }
}
