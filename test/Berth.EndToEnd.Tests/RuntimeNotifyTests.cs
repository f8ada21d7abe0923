using System.Net.Sockets;
using System.Text;
using Berth.EndToEnd.Tests.Harness;

namespace Berth.EndToEnd.Tests;

/// <summary>sd_notify(3) through <c>berth runtime</c>, and what is left of a create that was killed.</summary>
public sealed class RuntimeNotifyTests(Sandbox sandbox) : BundleTest(sandbox)
{
    // Busybox has no way to send a datagram to a unix socket: the machine's python, or nothing, does it from outside through the container's root.
    private const string Send = "python3 -c 'import socket,sys; s=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM); s.sendto(sys.argv[2].encode(),sys.argv[1])'";

    [Fact]
    public void Readiness_is_passed_on_with_the_number_outside_and_nothing_else_is()
    {
        Assert.SkipUnless(Command.Shell("command -v python3").ExitCode == 0, "no python3 to send a datagram with");
        TestBundle bundle = TestBundle.Create("echo $NOTIFY_SOCKET >/tmp/name; exec sleep 1000");
        string id = NewId(), path = Path.Combine(bundle.Folder, "outer");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
        systemd.Bind(new UnixDomainSocketEndPoint(path));
        Script($"NOTIFY_SOCKET={path} $R create --bundle {bundle.Folder} --pid-file {bundle.Folder}/pid {id} </dev/null >/dev/null 2>&1").Succeeds();
        int pid = int.Parse(File.ReadAllText($"{bundle.Folder}/pid"));
        using RunningCommand start = new Command("/bin/sh", "-c", $"NOTIFY_SOCKET={path} exec {Sandbox.Binary} runtime --root {StateRoot} start {id}").Start();
        string inside = $"/proc/{pid}/root/run/notify/notify.sock";
        Eventually(() => File.Exists(inside), "the container has its socket");
        Command.Shell($"{Send} {inside} STATUS=warming").Succeeds();
        Command.Shell($"{Send} {inside} 'STATUS=done\nREADY=1'").Succeeds();
        start.Finish(TimeSpan.FromSeconds(10)).Succeeds();
        Assert.Equal([$"MAINPID={pid}\n", "READY=1\n"], [Receive(systemd), Receive(systemd)]);
        Assert.Equal(0, systemd.Available);
        Runtime("exec", id, "cat", "/tmp/name").Prints("/run/notify/notify.sock");
    }

    [Fact]
    public void A_run_in_the_background_returns_when_the_container_is_ready_or_ends()
    {
        TestBundle bundle = TestBundle.Create("sleep 0.3");
        string id = NewId(), path = Path.Combine(bundle.Folder, "outer");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(path));
        Script($"NOTIFY_SOCKET={path} $R run --detach --bundle {bundle.Folder} {id} </dev/null >/dev/null 2>&1").Succeeds();
        Eventually(() => Runtime("state", id).Output.Contains("stopped", StringComparison.Ordinal), "the container has ended");
    }

    [Fact]
    public void Delete_removes_what_a_killed_create_has_left()
    {
        TestBundle bundle = TestBundle.Create().Runs("sleep", "1000");
        (string id, int pid) = CreateBundle(bundle);
        // As if the kill had come before the process was recorded.
        File.Delete(Path.Combine(StateRoot, id, "state.json"));
        Assert.Contains("never completed", Runtime("state", id).Exits(1).Error, StringComparison.Ordinal);
        Runtime("delete", id).Succeeds();
        Eventually(() => !Directory.Exists($"/proc/{pid}/task"), "the process is gone");
        Assert.False(Directory.Exists(Path.Combine(StateRoot, id)));
    }

    [Fact]
    public void A_cgroup_that_was_there_before_is_not_emptied_with_the_container()
    {
        TestBundle bundle = TestBundle.Create().Runs("sleep", "1000");
        bundle.Change(config => config["linux"]!["cgroupsPath"] = "/berth-shared-test");
        (string first, _) = CreateBundle(bundle);
        (string second, int pid) = CreateBundle(bundle);
        Runtime("delete", "--force", second).Succeeds();
        Assert.Contains("created", Runtime("state", first).Succeeds().Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists($"/proc/{pid}/task"));
    }

    [Fact]
    public void Checkpoint_and_restore_are_refused_with_the_reason()
    {
        foreach (string verb in (string[])["checkpoint", "restore"])
            Assert.Contains($"{verb} is not supported by this release", Runtime(verb, "--image-path", "/tmp", "any").Exits(1).Error, StringComparison.Ordinal);
    }

    private static string Receive(Socket socket)
    {
        var buffer = new byte[512];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }
}
