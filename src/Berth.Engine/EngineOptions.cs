namespace Berth.Engine;

/// <summary>How to open an engine. What is null comes from the environment (<c>BERTH_ROOT</c>), the configuration file, and the user's defaults, in this order.</summary>
public sealed record EngineOptions
{
    /// <summary>An absolute path; <c>/var/lib/berth</c> by default.</summary>
    public string? DataRoot { get; init; }

    /// <summary>An absolute path; <c>/run/berth</c> by default.</summary>
    public string? RunRoot { get; init; }

    /// <summary>Read instead of the system's and the user's configuration files; empty for none at all.</summary>
    public string? ConfigurationFile { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What relative sources of <c>-v</c> are relative to; null for the process's.</summary>
    public string? WorkingDirectory { get; init; }
}
