using Berth.Engine.Contracts;
using Berth.Kernel.Processes;
using Berth.Oci;

namespace Berth.Engine;

/// <summary>Checks of what runs: working directory, environment, user, signal, host name, health probe.</summary>
internal static class ConfigValidation
{
    internal static void Check(ContainerConfig config)
    {
        if (config.WorkingDir.Length > 0 && !config.WorkingDir.StartsWith('/'))
            throw Invalid($"the working directory '{config.WorkingDir}' is invalid, it needs to be an absolute path");
        foreach (string variable in config.Env ?? [])
            if (variable.Length == 0 || variable[0] == '=' || variable.Contains('\0')) throw Invalid($"invalid environment variable: {variable.Replace('\0', '?')}");
        foreach (string argument in (string[])[.. config.Entrypoint ?? [], .. config.Cmd ?? []])
            if (argument.Contains('\0')) throw Invalid("an argument of the command contains a NUL byte");
        if (!string.IsNullOrEmpty(config.StopSignal) && !Signals.TryParse(config.StopSignal, out _))
            throw Invalid($"invalid signal: {config.StopSignal}", "for example SIGTERM or 15");
        if (config.StopTimeout < -1) throw Invalid($"invalid stop timeout: {config.StopTimeout}");
        CheckHostname(config.Hostname);
        CheckHostname(config.Domainname);
        CheckUser(config.User);
        if (config.Healthcheck is { } health) CheckHealth(health);
    }

    // sethostname(2) takes 64 bytes; what is put into /etc/hosts must not break the line.
    private static void CheckHostname(string name)
    {
        bool valid = name.Length <= 64;
        foreach (char c in name) valid &= c > ' ' && c is not ('#' or '/');
        if (!valid) throw Invalid($"invalid hostname: \"{name}\"");
    }

    /// <summary>A number is parsed strictly: one that does not fit is an error here, never looked up as a name later.</summary>
    private static void CheckUser(string user)
    {
        if (user.Length == 0) return;
        string[] parts = user.Split(':');
        bool valid = parts.Length <= 2 && parts[0].Length > 0;
        foreach (string part in parts)
        {
            bool numeric = part.Length > 0 && !part.AsSpan().ContainsAnyExceptInRange('0', '9');
            if (numeric && (!uint.TryParse(part, out uint id) || id > int.MaxValue))
                throw Invalid($"unable to find user {user}: uids and gids must be in range 0-{int.MaxValue}");
            foreach (char c in part) valid &= c > ' ';
        }
        if (!valid) throw Invalid($"unable to find user {user}: expected name|uid[:group|gid]");
    }

    private static void CheckHealth(HealthcheckConfig health)
    {
        const long millisecond = 1_000_000;
        if (health.Interval is not 0 and < millisecond) throw Invalid("Interval in Healthcheck cannot be less than 1ms");
        if (health.Timeout is not 0 and < millisecond) throw Invalid("Timeout in Healthcheck cannot be less than 1ms");
        if (health.StartPeriod is not 0 and < millisecond) throw Invalid("StartPeriod in Healthcheck cannot be less than 1ms");
        if (health.StartInterval is not 0 and < millisecond) throw Invalid("StartInterval in Healthcheck cannot be less than 1ms");
        if (health.Retries < 0) throw Invalid("Retries in Healthcheck cannot be negative");
    }

    private static EngineException Invalid(string message, string? hint = null) => new(ErrorKind.InvalidArgument, message, hint);
}
