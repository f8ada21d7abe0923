using System.Text.Json.Serialization;

namespace Berth.Oci.Runtime;

/// <summary>The container's process. <see href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#process"/>.</summary>
public sealed record Process
{
    /// <summary>Whether the process gets a pseudo-terminal as its standard streams.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Terminal { get; init; }

    public ConsoleSize? ConsoleSize { get; init; }

    /// <summary>Null is the same as uid 0 and gid 0.</summary>
    public User? User { get; init; }

    /// <summary>The program and its arguments, as for execvp(3).</summary>
    public string[]? Args { get; init; }

    /// <summary><c>NAME=value</c> each.</summary>
    public string[]? Env { get; init; }

    /// <summary>The working directory: an absolute path inside the container.</summary>
    public required string Cwd { get; init; }

    public Capabilities? Capabilities { get; init; }

    public Rlimit[]? Rlimits { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NoNewPrivileges { get; init; }

    public string? ApparmorProfile { get; init; }

    /// <summary>From -1000 (never) to 1000 (first); null leaves what the runtime has.</summary>
    public int? OomScoreAdj { get; init; }

    public Scheduler? Scheduler { get; init; }

    public string? SelinuxLabel { get; init; }

    [JsonPropertyName("ioPriority")]
    public IoPriority? IoPriority { get; init; }

    [JsonPropertyName("execCPUAffinity")]
    public CpuAffinity? ExecCpuAffinity { get; init; }
}
