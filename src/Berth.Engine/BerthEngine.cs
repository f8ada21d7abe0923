using System.Diagnostics.CodeAnalysis;
using Berth.Network;

namespace Berth.Engine;

/// <summary>
/// The engine: containers, images, volumes and the default network below one root. It holds no state in memory and no lock between calls, so any
/// number of processes may have the same root open. Opening costs next to nothing; each part is looked up when first used.
/// </summary>
public sealed class BerthEngine
{
    private readonly EngineOptions options;

    private BerthEngine(EngineOptions options)
    {
        this.options = options;
        Clock = options.Clock;
        Config = options.ConfigurationFile switch
        {
            null => ConfigurationFile.Load(ConfigurationFile.SystemPath, ConfigurationFile.UserPath()),
            "" => EngineConfiguration.Default,
            string file => ConfigurationFile.Load(file),
        };
        EnginePaths defaults = EnginePaths.ForThisUser();
        bool fromEnvironment = Environment.GetEnvironmentVariable("BERTH_ROOT") is { Length: > 0 };
        Paths = new EnginePaths
        {
            DataRoot = Absolute(options.DataRoot ?? (fromEnvironment ? null : Config.DataRoot) ?? defaults.DataRoot),
            RunRoot = Absolute(options.RunRoot ?? Config.ExecRoot ?? defaults.RunRoot),
        };
    }

    public EnginePaths Paths { get; }

    public EngineConfiguration Config { get; }

    public TimeProvider Clock { get; }

    /// <summary>How long each part of an operation took, when that is wanted.</summary>
    public PhaseRecorder Phases { get; } = new();

    /// <summary>Gets what an operation left out or did differently because the host cannot do better; one line each.</summary>
    public Action<string>? OnWarning { get; set; }

    public ContainerCollection Containers => field ??= new ContainerCollection(this);

    public VolumeCollection Volumes => field ??= new VolumeCollection(this);

    public ImageCollection Images => field ??= new ImageCollection(this);

    /// <summary>Where containers get their images.</summary>
    [AllowNull]
    internal IContainerImages ImageSource { get => field ?? Images; set; }

    /// <summary>The default bridge network; defined on disk when first asked for, made in the kernel when something attaches.</summary>
    public BridgeNetwork Bridge => field ??= BridgeNetwork.Open($"{Paths.Networks}/bridge", NetworkOptions.From(Config, this));

    internal string WorkingDirectory => options.WorkingDirectory ?? Environment.CurrentDirectory;

    [field: MaybeNull]
    internal HostFacts Host => field ??= HostFacts.Read();

    /// <summary>Opens an engine.</summary>
    /// <exception cref="Berth.Oci.EngineException">A configuration file is wrong.</exception>
    public static BerthEngine Open(EngineOptions? options = null) => new(options ?? new EngineOptions());

    internal void Warn(string warning) => OnWarning?.Invoke(warning);

    private static string Absolute(string path) => Path.GetFullPath(path);
}
