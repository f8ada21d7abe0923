namespace Berth.EndToEnd.Tests.Harness.Callers;

/// <summary>containerd(8) and ctr(8), whose shim for runc is told to use another binary.</summary>
internal sealed class Containerd : Caller
{
    public Containerd() : base("containerd", "ctr", "containerd-shim-runc-v2")
    {
        Rootfs = Path.Combine(Folder, "rootfs");
        Command.Shell($"mkdir {Rootfs} && tar -C {Rootfs} -xf {Archive}").Succeeds();
        File.WriteAllText(Path.Combine(Folder, "config.toml"), $"""
            version = 2
            root = "{Folder}/root"
            state = "{Folder}/state"
            disabled_plugins = ["io.containerd.grpc.v1.cri"]
            [grpc]
              address = "{Folder}/containerd.sock"
            """);
        StartDaemon($"containerd -c {Folder}/config.toml", "version");
    }

    public string Rootfs { get; }

    protected override string[] Cgroups => ["default"];

    protected override string[] Client => ["ctr", "-a", $"{Folder}/containerd.sock"];
}
