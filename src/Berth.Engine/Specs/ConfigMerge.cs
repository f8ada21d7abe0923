using Berth.Engine.Contracts;
using Berth.Oci;

namespace Berth.Engine;

/// <summary>
/// Combines what the user asked for with what the image says, by Docker's rules: the user's value wins, a new entrypoint drops the image's
/// command, <c>[""]</c> as the entrypoint removes it, sets are united.
/// </summary>
internal static class ConfigMerge
{
    internal static ContainerConfig Merge(ContainerConfig user, ImageConfig? image)
    {
        if (image is null) return Finish(user);
        bool hasEntrypoint = user.Entrypoint is { Length: > 0 };
        bool hasCommand = user.Cmd is { Length: > 0 };
        return Finish(user with
        {
            User = user.User.Length > 0 ? user.User : image.User ?? "",
            ExposedPorts = Unite(user.ExposedPorts, image.ExposedPorts),
            Env = MergeEnvironment(user.Env, image.Env),
            Labels = MergeLabels(user.Labels, image.Labels),
            Cmd = hasEntrypoint || hasCommand ? user.Cmd : image.Cmd,
            Entrypoint = hasEntrypoint ? user.Entrypoint : user.Entrypoint ?? image.Entrypoint,
            Volumes = Unite(user.Volumes, image.Volumes),
            WorkingDir = user.WorkingDir.Length > 0 ? user.WorkingDir : image.WorkingDir ?? "",
            StopSignal = string.IsNullOrEmpty(user.StopSignal) ? NullIfEmpty(image.StopSignal) : user.StopSignal,
            StopTimeout = user.StopTimeout ?? image.StopTimeout,
            Healthcheck = MergeHealthcheck(user.Healthcheck, image.Healthcheck),
            Shell = user.Shell is { Length: > 0 } ? user.Shell : image.Shell,
        });
    }

    private static ContainerConfig Finish(ContainerConfig config)
    {
        if (config.Entrypoint is [""] or []) config = config with { Entrypoint = null };
        if (config.Entrypoint is null && config.Cmd is not { Length: > 0 })
            throw new EngineException(ErrorKind.InvalidArgument, "no command specified", "name one after the image: it has neither CMD nor ENTRYPOINT");
        return config;
    }

    /// <summary>The program and its arguments.</summary>
    internal static (string Path, string[] Arguments) CommandOf(ContainerConfig config)
    {
        string[] all = [.. config.Entrypoint ?? [], .. config.Cmd ?? []];
        return (all[0], all[1..]);
    }

    // The user's first, then what the image has besides.
    private static string[]? MergeEnvironment(string[]? user, string[]? image)
    {
        if (user is not { Length: > 0 }) return image ?? user;
        if (image is not { Length: > 0 }) return user;
        var merged = new List<string>(user);
        foreach (string variable in image)
            if (!Contains(user, KeyOf(variable))) merged.Add(variable);
        return [.. merged];
    }

    internal static ReadOnlySpan<char> KeyOf(string variable)
    {
        int equals = variable.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? variable : variable.AsSpan(0, equals);
    }

    private static bool Contains(string[] variables, ReadOnlySpan<char> key)
    {
        foreach (string variable in variables)
            if (KeyOf(variable).SequenceEqual(key)) return true;
        return false;
    }

    private static SortedDictionary<string, string>? MergeLabels(SortedDictionary<string, string>? user, Dictionary<string, string>? image)
    {
        // Docker shows {} rather than null here.
        var merged = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, string value) in image ?? []) merged[key] = value;
        foreach ((string key, string value) in user ?? []) merged[key] = value;
        return merged;
    }

    private static SortedDictionary<string, EmptyObject>? Unite(SortedDictionary<string, EmptyObject>? user, string[]? image)
    {
        if (image is not { Length: > 0 }) return user;
        var united = user is null ? new SortedDictionary<string, EmptyObject>(StringComparer.Ordinal) : new(user, StringComparer.Ordinal);
        foreach (string item in image) united[item] = default;
        return united;
    }

    private static HealthcheckConfig? MergeHealthcheck(HealthcheckConfig? user, Healthcheck? image)
    {
        if (image is null) return user;
        user ??= new HealthcheckConfig();
        return user with
        {
            Test = user.Test is { Length: > 0 } ? user.Test : image.Test,
            Interval = user.Interval != 0 ? user.Interval : image.Interval ?? 0,
            Timeout = user.Timeout != 0 ? user.Timeout : image.Timeout ?? 0,
            StartPeriod = user.StartPeriod != 0 ? user.StartPeriod : image.StartPeriod ?? 0,
            StartInterval = user.StartInterval != 0 ? user.StartInterval : image.StartInterval ?? 0,
            Retries = user.Retries != 0 ? user.Retries : image.Retries ?? 0,
        };
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
