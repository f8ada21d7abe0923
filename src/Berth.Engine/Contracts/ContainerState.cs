using System.Text.Json.Serialization;

namespace Berth.Engine.Contracts;

/// <summary>Docker Engine API <c>ContainerState</c>. Times are RFC 3339, <c>0001-01-01T00:00:00Z</c> when it never happened.</summary>
public sealed record ContainerState
{
    /// <summary><c>created</c>, <c>running</c>, <c>paused</c>, <c>restarting</c>, <c>removing</c>, <c>exited</c> or <c>dead</c>.</summary>
    public string Status { get; init => field = value ?? ""; } = "";

    public bool Running { get; init; }

    public bool Paused { get; init; }

    public bool Restarting { get; init; }

    public bool OOMKilled { get; init; }

    public bool Dead { get; init; }

    public int Pid { get; init; }

    public int ExitCode { get; init; }

    public string Error { get; init => field = value ?? ""; } = "";

    public string StartedAt { get; init => field = value ?? ""; } = "";

    public string FinishedAt { get; init => field = value ?? ""; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HealthState? Health { get; init; }
}

/// <summary>Docker Engine API <c>Health</c>: <c>starting</c>, <c>healthy</c>, <c>unhealthy</c> or <c>none</c>.</summary>
public sealed record HealthState
{
    public string Status { get; init => field = value ?? ""; } = "";

    public int FailingStreak { get; init; }

    public HealthLogEntry[]? Log { get; init; }
}

/// <summary>One probe's result.</summary>
public sealed record HealthLogEntry
{
    public string Start { get; init => field = value ?? ""; } = "";

    public string End { get; init => field = value ?? ""; } = "";

    public int ExitCode { get; init; }

    public string Output { get; init => field = value ?? ""; } = "";
}
