namespace Berth.EndToEnd.Tests.Harness.Callers;

/// <summary>podman(1), whose monitor is conmon.</summary>
internal sealed class Podman : Caller
{
    public Podman() : base("podman", "conmon")
    {
        File.WriteAllText(Path.Combine(Folder, "containers.conf"), $"""
            [containers]
            default_ulimits = ["nofile=4096:4096", "nproc=10000:10000"]
            apparmor_profile = "unconfined"
            [engine]
            cgroup_manager = "cgroupfs"
            events_logger = "file"
            [network]
            network_config_dir = "{Folder}/net"
            """);
        Directory.CreateDirectory(Path.Combine(Folder, "net"));
        Run("import", Archive, "busybox").Succeeds();
    }

    protected override string[] Cgroups => ["libpod_parent"];

    protected override string[] Client =>
        ["podman", "--root", $"{Folder}/root", "--runroot", $"{Folder}/run", "--tmpdir", $"{Folder}/tmp", "--storage-driver", "overlay", "--runtime", Runtime];

    protected override Dictionary<string, string> Environment => new() { ["CONTAINERS_CONF"] = $"{Folder}/containers.conf" };
}
