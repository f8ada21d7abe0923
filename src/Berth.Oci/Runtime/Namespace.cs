namespace Berth.Oci.Runtime;

/// <summary>A namespace to make, or to join when it has a path.</summary>
public sealed record Namespace
{
    /// <summary><c>pid</c>, <c>network</c>, <c>mount</c>, <c>ipc</c>, <c>uts</c>, <c>user</c>, <c>cgroup</c> or <c>time</c>.</summary>
    public required string Type { get; init; }

    /// <summary>An absolute path in the runtime's mount namespace, e.g. <c>/proc/1/ns/net</c>.</summary>
    public string? Path { get; init; }
}
