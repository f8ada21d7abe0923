using Berth.Engine.Contracts;
using Berth.Kernel;
using Berth.Oci;

namespace Berth.Engine.Tests;

/// <summary>An engine below a temporary root, with images that exist on paper.</summary>
public sealed class TestEngine : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("berth-engine-").FullName;

    public TestEngine(string? configuration = null)
    {
        string file = "";
        if (configuration is not null) File.WriteAllText(file = root + "/config.json", configuration);
        Engine = BerthEngine.Open(new EngineOptions
        {
            DataRoot = root + "/data", RunRoot = root + "/run", ConfigurationFile = file, WorkingDirectory = root,
        });
        Engine.ImageSource = Images;
    }

    public BerthEngine Engine { get; }

    public string Root => root;

    internal PaperImages Images { get; } = new();

    public ContainerCollection Containers => Engine.Containers;

    public Container Create(string? name = null, HostConfig? host = null, ContainerConfig? config = null, string image = "debian:12") =>
        Containers.Create(new ContainerCreateRequest
        {
            Name = name,
            Config = (config ?? new ContainerConfig { Cmd = ["date"] }) with { Image = image },
            HostConfig = host ?? new HostConfig(),
        });

    /// <summary>A second engine on the same state, as another process has.</summary>
    public BerthEngine OpenAgain()
    {
        BerthEngine engine = BerthEngine.Open(new EngineOptions { DataRoot = root + "/data", RunRoot = root + "/run", ConfigurationFile = "" });
        engine.ImageSource = Images;
        return engine;
    }

    public void Dispose() => Files.TryRemoveTree(null, root);

    internal static EngineException Refused(Action action) => Assert.Throws<EngineException>(action);
}

internal sealed class PaperImages : IContainerImages
{
    internal Dictionary<string, ContainerImage> All { get; } = new()
    {
        ["debian:12"] = Of("debian", new ImageConfig { Cmd = ["bash"], Env = ["PATH=/bin"] }, 1),
        ["app"] = Of("app", new ImageConfig
        {
            Entrypoint = ["/app"], Cmd = ["serve"], Env = ["PATH=/app/bin:/bin", "MODE=image"], User = "worker", WorkingDir = "/srv", StopSignal = "SIGINT",
            Labels = new() { ["from"] = "image", ["both"] = "image" }, Volumes = ["/data"], ExposedPorts = ["80/tcp"],
        }, 2),
        ["nothing"] = Of("nothing", new ImageConfig(), 1),
    };

    public ContainerImage? Find(string reference, Platform? platform) => All.GetValueOrDefault(reference);

    public string? IdOf(string reference) => All.GetValueOrDefault(reference)?.Id;

    internal static ContainerImage Of(string seed, ImageConfig config, int layers) => new()
    {
        Id = "sha256:" + Hash(seed), Config = config, Os = "linux", Architecture = "amd64",
        DiffIds = [.. Enumerable.Range(0, layers).Select(i => "sha256:" + Hash("layer" + i))],
    };

    private static string Hash(string text) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
}
