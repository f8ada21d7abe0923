namespace Berth.Engine.Contracts;

/// <summary>A resource limit, setrlimit(2): <c>nofile</c>, <c>nproc</c>, …; -1 is unlimited.</summary>
public sealed record Ulimit
{
    public string Name { get; init => field = value ?? ""; } = "";

    public long Hard { get; init; }

    public long Soft { get; init; }
}
