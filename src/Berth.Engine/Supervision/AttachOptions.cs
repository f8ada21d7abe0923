using Berth.Kernel.Terminals;

namespace Berth.Engine.Supervision;

/// <summary>How a command's own streams are joined to a container's.</summary>
public sealed record AttachOptions
{
    public required AttachStreams Streams { get; init; }

    /// <summary>The container has a terminal: window sizes are passed on, and detach keys are looked for.</summary>
    public required bool Terminal { get; init; }

    /// <summary>Pass the signals that this process gets on to the container's first process.</summary>
    public bool ForwardSignals { get; init; } = true;

    /// <summary>Null: cannot be detached from by keys.</summary>
    public DetachKeys? DetachKeys { get; init; } = Kernel.Terminals.DetachKeys.Default;
}

/// <summary>How an attached command ended.</summary>
public abstract record AttachOutcome
{
    private AttachOutcome() { }

    /// <summary>The container ended, with this code (128 + n for signal n).</summary>
    public sealed record Exited(int Code, bool OutOfMemory) : AttachOutcome;

    /// <summary>The detach keys were typed; the container goes on.</summary>
    public sealed record Detached : AttachOutcome;

    /// <summary>Nobody reads this command's output any more, as after <c>| head</c>; the container goes on, as docker's does.</summary>
    public sealed record OutputClosed : AttachOutcome;

    /// <summary>The supervisor vanished: it was killed, and the container with it.</summary>
    public sealed record Lost : AttachOutcome;
}
