namespace Berth.Engine.Contracts;

/// <summary>Docker Engine API <c>RestartPolicy</c>: <c>no</c>, <c>always</c>, <c>on-failure</c> or <c>unless-stopped</c>.</summary>
public sealed record RestartPolicy
{
    internal static RestartPolicy None { get; } = new() { Name = "no" };

    public string Name { get; init => field = value ?? ""; } = "";

    public int MaximumRetryCount { get; init; }
}
