namespace Berth.Runtime.Lifecycle;

/// <summary>runtime.md "State", and paused, which its implementations add.</summary>
public enum RuntimeStatus
{
    Creating,
    Created,
    Running,
    Paused,
    Stopped,
}

/// <summary>The specification's words.</summary>
public static class RuntimeStatusText
{
    public static string Word(this RuntimeStatus status) => status switch
    {
        RuntimeStatus.Creating => "creating",
        RuntimeStatus.Created => "created",
        RuntimeStatus.Running => "running",
        RuntimeStatus.Paused => "paused",
        _ => "stopped",
    };
}
