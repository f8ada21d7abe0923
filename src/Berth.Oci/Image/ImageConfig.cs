using System.Text.Json.Serialization;

namespace Berth.Oci;

/// <summary>
/// Execution parameters, the <c>config</c> object of an image
/// (https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md#properties) with Docker's extra fields.
/// </summary>
public sealed record ImageConfig
{
    /// <summary><c>user</c>, <c>uid</c>, <c>user:group</c>, <c>uid:gid</c>…; null or empty is root.</summary>
    [JsonPropertyName("User")]
    public string? User { get; init; }

    /// <summary><c>80/tcp</c>…; on disk an object with empty values.</summary>
    [JsonPropertyName("ExposedPorts"), JsonConverter(typeof(StringSetJsonConverter))]
    public string[]? ExposedPorts { get; init; }

    /// <summary><c>NAME=value</c>.</summary>
    [JsonPropertyName("Env")]
    public string[]? Env { get; init; }

    [JsonPropertyName("Entrypoint")]
    public string[]? Entrypoint { get; init; }

    [JsonPropertyName("Cmd")]
    public string[]? Cmd { get; init; }

    /// <summary>Docker's: how often and by which command the container's health is probed.</summary>
    [JsonPropertyName("Healthcheck")]
    public Healthcheck? Healthcheck { get; init; }

    /// <summary>Paths that get a volume of their own; on disk an object with empty values.</summary>
    [JsonPropertyName("Volumes"), JsonConverter(typeof(StringSetJsonConverter))]
    public string[]? Volumes { get; init; }

    [JsonPropertyName("WorkingDir")]
    public string? WorkingDir { get; init; }

    [JsonPropertyName("Labels")]
    public Dictionary<string, string>? Labels { get; init; }

    /// <summary><c>SIGTERM</c> or a number.</summary>
    [JsonPropertyName("StopSignal")]
    public string? StopSignal { get; init; }

    /// <summary>Docker's: seconds between the stop signal and SIGKILL.</summary>
    [JsonPropertyName("StopTimeout")]
    public int? StopTimeout { get; init; }

    /// <summary>Docker's, of Windows images: the command is escaped already.</summary>
    [JsonPropertyName("ArgsEscaped")]
    public bool? ArgsEscaped { get; init; }

    /// <summary>Docker's: instructions for the build of an image based on this one.</summary>
    [JsonPropertyName("OnBuild")]
    public string[]? OnBuild { get; init; }

    /// <summary>Docker's: the shell of shell-form commands.</summary>
    [JsonPropertyName("Shell")]
    public string[]? Shell { get; init; }
}

/// <summary>Docker's health probe. Durations are nanoseconds; null takes the default.</summary>
public sealed record Healthcheck
{
    /// <summary><c>["NONE"]</c>, <c>["CMD", arg…]</c> or <c>["CMD-SHELL", text]</c>.</summary>
    [JsonPropertyName("Test")]
    public string[]? Test { get; init; }

    [JsonPropertyName("Interval")]
    public long? Interval { get; init; }

    [JsonPropertyName("Timeout")]
    public long? Timeout { get; init; }

    [JsonPropertyName("StartPeriod")]
    public long? StartPeriod { get; init; }

    [JsonPropertyName("StartInterval")]
    public long? StartInterval { get; init; }

    [JsonPropertyName("Retries")]
    public int? Retries { get; init; }
}
