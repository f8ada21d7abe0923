namespace Berth.EndToEnd.Tests.Harness.Callers;

/// <summary>dockerd(8) and its client, with a runtime called berth. The daemon starts a containerd of its own.</summary>
internal sealed class Docker : Caller
{
    public Docker() : base("dockerd", "docker", "containerd")
    {
        StartDaemon($"dockerd --add-runtime berth={Runtime} --data-root {Folder}/data --exec-root {Folder}/exec --pidfile {Folder}/pid -H unix://{Folder}/docker.sock", "version");
        Run("import", Archive, "busybox").Succeeds();
    }

    protected override string[] Cgroups => ["docker"];

    protected override string[] Client => ["docker", "-H", $"unix://{Folder}/docker.sock"];

    protected override Dictionary<string, string> Environment => new() { ["DOCKER_CONFIG"] = $"{Folder}/config" };
}
