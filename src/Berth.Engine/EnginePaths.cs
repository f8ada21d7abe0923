using Berth.Kernel;

namespace Berth.Engine;

/// <summary>
/// Where the engine keeps its state: <c>/var/lib/berth</c> and <c>/run/berth</c> for root, below <c>$XDG_DATA_HOME</c> and
/// <c>$XDG_RUNTIME_DIR</c> for anyone else. Directories are made when first needed, with mode 0700.
/// </summary>
public sealed record EnginePaths
{
    internal const uint DirectoryMode = 0x1C0; // 0700

    /// <summary>What survives a reboot.</summary>
    public required string DataRoot { get; init; }

    /// <summary>What does not: locks and sockets of supervisors.</summary>
    public required string RunRoot { get; init; }

    public string Containers => DataRoot + "/containers";

    public string Names => DataRoot + "/names";

    /// <summary>An OCI image layout.</summary>
    public string Images => DataRoot + "/images";

    /// <summary>Unpacked layers, each in the directory of its diffID.</summary>
    public string Layers => DataRoot + "/layers";

    public string Volumes => DataRoot + "/volumes";

    public string Networks => DataRoot + "/networks";

    /// <summary>A directory for each container that has, or had, a supervisor.</summary>
    public string ContainerRuns => RunRoot + "/containers";

    /// <summary>The defaults of the user who runs this process; <c>BERTH_ROOT</c> and <c>BERTH_RUN</c> override.</summary>
    public static EnginePaths ForThisUser()
    {
        string? data = Variable("BERTH_ROOT"), run = Variable("BERTH_RUN");
        if (Files.EffectiveUser == 0) return new EnginePaths { DataRoot = data ?? "/var/lib/berth", RunRoot = run ?? "/run/berth" };
        string home = Variable("HOME") ?? "/";
        return new EnginePaths
        {
            DataRoot = data ?? (Variable("XDG_DATA_HOME") ?? home + "/.local/share") + "/berth",
            RunRoot = run ?? (Variable("XDG_RUNTIME_DIR") ?? $"/tmp/berth-{Files.EffectiveUser}") + "/berth",
        };
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
