using System.Text.Json.Serialization;
using Berth.Engine.Contracts;

namespace Berth.Engine;

/// <summary>The phases of a container's life, in Docker's words (lower-case when printed).</summary>
public enum ContainerStatus
{
    Created,
    Running,
    Paused,
    Restarting,
    Removing,
    Exited,

    /// <summary>It could not be removed completely.</summary>
    Dead,
}

/// <summary>
/// What happened to a container since it was created: <c>state.json</c>, a small file replaced whole. While a supervisor lives it alone
/// writes; otherwise whoever holds the container's lock.
/// </summary>
public sealed record StateRecord
{
    /// <summary>The state of a container that was never started, which has no file.</summary>
    public static StateRecord NeverStarted { get; } = new();

    /// <summary>The state of a container whose file cannot be read: it can only be removed.</summary>
    internal static StateRecord Damaged { get; } = new() { Status = ContainerStatus.Dead, Error = "its state file is damaged" };

    [JsonIgnore]
    public ContainerStatus Status { get; init; }

    [JsonInclude, JsonPropertyName("Status"), JsonPropertyOrder(-1)]
    internal string StatusWord
    {
        get => Status.Word();
        init => Status = ContainerStatusText.TryParse(value, out ContainerStatus status) ? status : ContainerStatus.Dead;
    }

    /// <summary>The container's first process as the host sees it; 0 when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int Pid { get; init; }

    public int SupervisorPid { get; init; }

    public int ExitCode { get; init; }

    /// <summary>Why it could not be started or was ended by the engine.</summary>
    public string? Error { get; init; }

    public bool OomKilled { get; init; }

    /// <summary>RFC 3339; null when it never started.</summary>
    public string? StartedAt { get; init; }

    /// <summary>RFC 3339; null when it never ended.</summary>
    public string? FinishedAt { get; init; }

    public int RestartCount { get; init; }

    /// <summary>A user stopped it: <c>unless-stopped</c> does not start it again.</summary>
    public bool StoppedByUser { get; init; }

    public HealthState? Health { get; init; }

    /// <summary>Endpoints while it runs, as <c>inspect</c> shows them.</summary>
    public NetworkSettings? Network { get; init; }

    /// <summary>Ids of <c>exec</c> sessions that are alive.</summary>
    public string[]? ExecIds { get; init; }

    /// <summary>The JSON of a state whose pid was not known when it was written: its <c>"Pid":0</c> becomes <paramref name="pid"/>.</summary>
    internal static byte[] WithPid(ReadOnlySpan<byte> json, int pid)
    {
        ReadOnlySpan<byte> unknown = "\"Pid\":0"u8;
        int at = json.IndexOf(unknown);
        if (at < 0) return json.ToArray();
        Span<byte> digits = stackalloc byte[11];
        System.Buffers.Text.Utf8Formatter.TryFormat(pid, digits, out int length);
        return [.. json[..(at + unknown.Length - 1)], .. digits[..length], .. json[(at + unknown.Length)..]];
    }

    [JsonIgnore]
    public bool IsAlive => Status is ContainerStatus.Running or ContainerStatus.Paused or ContainerStatus.Restarting;
}

/// <summary>The words for a status.</summary>
public static class ContainerStatusText
{
    public static string Word(this ContainerStatus status) => status switch
    {
        ContainerStatus.Created => "created",
        ContainerStatus.Running => "running",
        ContainerStatus.Paused => "paused",
        ContainerStatus.Restarting => "restarting",
        ContainerStatus.Removing => "removing",
        ContainerStatus.Exited => "exited",
        _ => "dead",
    };

    public static bool TryParse(ReadOnlySpan<char> word, out ContainerStatus status)
    {
        for (status = ContainerStatus.Created; status <= ContainerStatus.Dead; status++)
            if (word.SequenceEqual(status.Word())) return true;
        status = default;
        return false;
    }
}
