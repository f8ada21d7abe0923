using System.Text.Json.Serialization;

namespace Berth.Engine.Contracts;

/// <summary>
/// What a container runs, independent of the host: Docker Engine API <c>ContainerConfig</c>. A null list means "not given" and prints as
/// <c>null</c>, as Docker does; an empty one was given empty.
/// </summary>
public sealed record ContainerConfig
{
    public string Hostname { get; init => field = value ?? ""; } = "";

    public string Domainname { get; init => field = value ?? ""; } = "";

    /// <summary><c>user[:group]</c>, names or numbers; empty is the image's user, else 0:0.</summary>
    public string User { get; init => field = value ?? ""; } = "";

    public bool AttachStdin { get; init; }

    public bool AttachStdout { get; init; }

    public bool AttachStderr { get; init; }

    /// <summary>Keys are <c>port/protocol</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, EmptyObject>? ExposedPorts { get; init; }

    public bool Tty { get; init; }

    public bool OpenStdin { get; init; }

    public bool StdinOnce { get; init; }

    /// <summary><c>NAME=value</c>; in a create request also <c>NAME</c> alone, which removes the image's variable.</summary>
    public string[]? Env { get; init; }

    public string[]? Cmd { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HealthcheckConfig? Healthcheck { get; init; }

    /// <summary>The reference as the user wrote it.</summary>
    public string Image { get; init => field = value ?? ""; } = "";

    /// <summary>Mount points of anonymous volumes.</summary>
    public SortedDictionary<string, EmptyObject>? Volumes { get; init; }

    public string WorkingDir { get; init => field = value ?? ""; } = "";

    /// <summary>In a create request: null keeps the image's, <c>[""]</c> removes it.</summary>
    public string[]? Entrypoint { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NetworkDisabled { get; init; }

    public string[]? OnBuild { get; init; }

    public SortedDictionary<string, string>? Labels { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StopSignal { get; init; }

    /// <summary>Seconds between the stop signal and SIGKILL; null is the default of 10, -1 waits for ever.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? StopTimeout { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string[]? Shell { get; init; }
}
