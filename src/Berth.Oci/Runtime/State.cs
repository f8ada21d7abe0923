namespace Berth.Oci.Runtime;

/// <summary>The state of a container, as <c>state</c> prints it and hooks read it. <see href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/runtime.md#state"/>.</summary>
public sealed record State
{
    public required string OciVersion { get; init; }

    public required string Id { get; init; }

    /// <summary><c>creating</c>, <c>created</c>, <c>running</c> or <c>stopped</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The container's process as the host sees it; null or 0 when there is none.</summary>
    public int? Pid { get; init; }

    /// <summary>The absolute path of the bundle.</summary>
    public required string Bundle { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
