namespace Berth.Cli.Output;

/// <summary>Times and spans for people, as go-units and Go's time package write them.</summary>
internal static class HumanTime
{
    /// <summary><c>2 hours</c>, <c>About a minute</c>, <c>3 weeks</c>.</summary>
    public static string Span(TimeSpan span)
    {
        long seconds = (long)span.TotalSeconds;
        long minutes = (long)span.TotalMinutes;
        long hours = (long)(span.TotalHours + 0.5);
        return seconds switch
        {
            < 1 => "Less than a second",
            1 => "1 second",
            < 60 => $"{seconds} seconds",
            _ when minutes == 1 => "About a minute",
            _ when minutes < 60 => $"{minutes} minutes",
            _ when hours == 1 => "About an hour",
            _ when hours < 48 => $"{hours} hours",
            _ when hours < 24 * 7 * 2 => $"{hours / 24} days",
            _ when hours < 24 * 30 * 2 => $"{hours / 24 / 7} weeks",
            _ when hours < 24 * 365 * 2 => $"{hours / 24 / 30} months",
            _ => $"{(long)span.TotalHours / 24 / 365} years",
        };
    }

    /// <summary><c>2 hours ago</c>, from seconds since 1970.</summary>
    public static string Ago(long unixSeconds, TimeProvider? clock = null) =>
        Span((clock ?? TimeProvider.System).GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(unixSeconds)) + " ago";

    /// <summary>Local time with zone: <c>2024-05-01 12:00:00 +0200 CEST</c>.</summary>
    public static string Local(long unixSeconds)
    {
        TimeZoneInfo zone = TimeZoneInfo.Local;
        DateTimeOffset time = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(unixSeconds), zone);
        string sign = time.Offset < TimeSpan.Zero ? "-" : "+";
        string name = time.Offset == TimeSpan.Zero && !zone.SupportsDaylightSavingTime ? "UTC" : zone.IsDaylightSavingTime(time) ? zone.DaylightName : zone.StandardName;
        return $"{time:yyyy-MM-dd HH:mm:ss} {sign}{time.Offset:hhmm} {name}";
    }
}
