using System.Text.Json.Serialization;

namespace Berth.Engine.Contracts;

/// <summary>Docker Engine API <c>HealthConfig</c>. Times are nanoseconds; zero inherits.</summary>
public sealed record HealthcheckConfig
{
    /// <summary><c>[]</c> inherits, <c>["NONE"]</c> disables, <c>["CMD", …]</c> executes, <c>["CMD-SHELL", text]</c> runs the shell.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string[]? Test { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Interval { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Timeout { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long StartPeriod { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long StartInterval { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Retries { get; init; }
}
