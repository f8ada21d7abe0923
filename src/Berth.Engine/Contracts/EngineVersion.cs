using System.Text.Json.Serialization;

namespace Berth.Engine.Contracts;

/// <summary>Docker Engine API <c>GET /version</c>: what <c>version --format '{{json .Server}}'</c> prints.</summary>
public sealed record EngineVersion
{
    public EnginePlatform Platform { get; init; } = new();

    public EngineComponent[] Components { get; init; } = [];

    public required string Version { get; init; }

    public required string ApiVersion { get; init; }

    public required string MinAPIVersion { get; init; }

    public required string GitCommit { get; init; }

    /// <summary>Docker's key for the language's version; here the .NET runtime's.</summary>
    public required string GoVersion { get; init; }

    public required string Os { get; init; }

    public required string Arch { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? KernelVersion { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Experimental { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? BuildTime { get; init; }
}

/// <summary>The product's name.</summary>
public sealed record EnginePlatform
{
    public string Name { get; init; } = "Berth";
}

/// <summary>One part of the engine.</summary>
public sealed record EngineComponent
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    public SortedDictionary<string, string>? Details { get; init; }
}
