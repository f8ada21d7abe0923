using Berth.EndToEnd.Tests.Harness;
using Berth.EndToEnd.Tests.Harness.Callers;

namespace Berth.EndToEnd.Tests;

/// <summary>podman, dockerd and containerd with <c>berth-runtime</c> in runc's place.</summary>
public sealed class RuntimeCallersTests(Sandbox sandbox) : EndToEndTest(sandbox)
{
    [Fact]
    public void Podman_runs_its_containers()
    {
        using var podman = new Podman();
        podman.Run("run", "--rm", "--network", "none", "busybox", "echo", "hello").Prints("hello");
        podman.Run("run", "--rm", "--network", "none", "busybox", "sh", "-c", "exit 7").Exits(7);
        Assert.Contains("nonesuch", podman.Run("run", "--rm", "--network", "none", "busybox", "nonesuch").Exits(127).Error, StringComparison.Ordinal);
        podman.Run("run", "-d", "--name", "kept", "--network", "none", "--memory", "64m", "busybox", "sh", "-c", "trap 'exit 3' TERM; while :; do sleep 0.1; done").Succeeds();
        podman.Run("exec", "kept", "sh", "-c", "echo beside; exit 5").Exits(5);
        podman.Run("exec", "--user", "alice", "--env", "A=b", "kept", "sh", "-c", "echo $(id -u) $A").Prints("1000 b");
        podman.Run("exec", "kept", "nonesuch").Exits(127);
        Assert.Contains("67108864", podman.Run("exec", "kept", "sh", "-c", "cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null").Output, StringComparison.Ordinal);
        podman.Run("pause", "kept").Succeeds();
        podman.Run("inspect", "--format", "{{.State.Status}}", "kept").Prints("paused");
        podman.Run("unpause", "kept").Succeeds();
        Assert.Contains("while", podman.Run("top", "kept").Succeeds().Output, StringComparison.Ordinal);
        podman.Run("stop", "kept").Succeeds();
        podman.Run("inspect", "--format", "{{.State.ExitCode}}", "kept").Prints("3");
        podman.Run("start", "kept").Succeeds();
        podman.Run("kill", "kept").Succeeds();
        podman.Run("rm", "--force", "kept").Succeeds();
    }

    [Fact]
    public void Dockerd_runs_its_containers()
    {
        using var docker = new Docker();
        docker.Run("run", "--rm", "--runtime", "berth", "busybox", "sh", "-c", "echo hello; ls /sys/class/net").Prints("hello\neth0\nlo");
        docker.Run("run", "--rm", "--runtime", "berth", "busybox", "sh", "-c", "exit 7").Exits(7);
        Assert.Contains("executable file not found in $PATH", docker.Run("run", "--rm", "--runtime", "berth", "busybox", "nonesuch").Exits(127).Error, StringComparison.Ordinal);
        docker.Run("run", "--rm", "--runtime", "berth", "--read-only", "--user", "1000", "--cap-drop", "ALL", "--tmpfs", "/t", "busybox",
            "sh", "-c", "touch /t/a && id -u && ! touch /x 2>/dev/null").Prints("1000");
        docker.Run("run", "-d", "--name", "kept", "--runtime", "berth", "--memory", "64m", "busybox", "sleep", "1000").Succeeds();
        Assert.Equal("beside", docker.Run("exec", "kept", "sh", "-c", "echo beside; exit 5").Exits(5).Text);
        docker.Run("pause", "kept").Succeeds();
        docker.Run("inspect", "--format", "{{.State.Status}}", "kept").Prints("paused");
        docker.Run("unpause", "kept").Succeeds();
        docker.Run("update", "--memory", "80m", "--memory-swap", "80m", "kept").Succeeds();
        Assert.Contains("83886080", docker.Run("exec", "kept", "sh", "-c", "cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null").Output, StringComparison.Ordinal);
        Assert.Contains("sleep 1000", docker.Run("top", "kept").Succeeds().Output, StringComparison.Ordinal);
        docker.Run("stop", "--time", "1", "kept").Succeeds();
        docker.Run("inspect", "--format", "{{.State.ExitCode}}", "kept").Prints("137");
        docker.Run("start", "kept").Succeeds();
        docker.Run("rm", "--force", "kept").Succeeds();
    }

    [Fact]
    public void Containerd_s_shim_runs_its_containers()
    {
        using var containerd = new Containerd();
        containerd.Run("run", "--runc-binary", containerd.Runtime, "--rm", "--rootfs", containerd.Rootfs, "first", "echo", "hello").Prints("hello");
        containerd.Run("run", "--runc-binary", containerd.Runtime, "--rm", "--rootfs", containerd.Rootfs, "second", "sh", "-c", "exit 7").Exits(7);
        Assert.Contains("executable file not found in $PATH",
            containerd.Run("run", "--runc-binary", containerd.Runtime, "--rm", "--rootfs", containerd.Rootfs, "third", "nonesuch").Exits(1).Error, StringComparison.Ordinal);
        containerd.Run("container", "rm", "third");
        containerd.Run("run", "--runc-binary", containerd.Runtime, "--detach", "--rootfs", containerd.Rootfs, "kept", "sleep", "1000").Succeeds();
        Assert.Equal("beside", containerd.Run("task", "exec", "--exec-id", "e", "kept", "sh", "-c", "echo beside; exit 5").Exits(5).Text);
        containerd.Run("task", "pause", "kept").Succeeds();
        Assert.Contains("PAUSED", containerd.Run("task", "ls").Output, StringComparison.Ordinal);
        containerd.Run("task", "resume", "kept").Succeeds();
        Assert.Equal(2, containerd.Run("task", "ps", "kept").Succeeds().Lines.Length);
        containerd.Run("task", "kill", "--signal", "KILL", "kept").Succeeds();
        Eventually(() => containerd.Run("task", "ls").Output.Contains("STOPPED", StringComparison.Ordinal), "the task has stopped");
        containerd.Run("task", "rm", "kept");
        containerd.Run("container", "rm", "kept").Succeeds();
    }
}
