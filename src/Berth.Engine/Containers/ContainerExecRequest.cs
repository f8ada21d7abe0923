using Berth.Engine.Supervision;

namespace Berth.Engine;

/// <summary>A further process in a running container. Docker Engine API <c>POST /containers/{id}/exec</c>.</summary>
public sealed record ContainerExecRequest
{
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Added to, and stronger than, the container's; <c>NAME=value</c>.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];

    /// <summary>Null: the container's.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>Null: the container's.</summary>
    public string? User { get; init; }

    public bool Tty { get; init; }

    /// <summary>All capabilities, no filter.</summary>
    public bool Privileged { get; init; }

    /// <summary>Input joins this process's stdin; output and error join its stdout and stderr. None runs it detached.</summary>
    public AttachStreams Attach { get; init; }

    /// <summary>Keys that leave it running.</summary>
    public Kernel.Terminals.DetachKeys? DetachKeys { get; init; }
}
