namespace Berth.Engine;

/// <summary>The STATUS column: <c>Up 5 minutes (healthy)</c>, <c>Exited (0) 2 days ago</c>.</summary>
internal static class StatusText
{
    internal static string Of(StateRecord state, DateTimeOffset now)
    {
        switch (state.Status)
        {
            case ContainerStatus.Paused: return $"Up {Since(state.StartedAt, now)} (Paused)";
            case ContainerStatus.Restarting: return $"Restarting ({state.ExitCode}) {Since(state.FinishedAt, now)} ago";
            case ContainerStatus.Running:
                string health = state.Health?.Status switch
                {
                    null or "" or "none" => "",
                    "starting" => " (health: starting)",
                    string status => $" ({status})",
                };
                return $"Up {Since(state.StartedAt, now)}{health}";
            case ContainerStatus.Removing: return "Removal In Progress";
            case ContainerStatus.Dead: return "Dead";
            case ContainerStatus.Created: return "Created";
            default: return $"Exited ({state.ExitCode}) {Since(state.FinishedAt, now)} ago";
        }
    }

    private static string Since(string? time, DateTimeOffset now) =>
        Rfc3339.TryParse(time, out DateTimeOffset then) ? HumanDuration.Format(now - then) : "Less than a second";
}
