namespace Berth.Engine.Contracts;

/// <summary>Where a container's or an image's file system lives: overlay directories by Docker's names.</summary>
public sealed record GraphDriver
{
    public SortedDictionary<string, string>? Data { get; init; }

    public string Name { get; init => field = value ?? ""; } = "";
}
